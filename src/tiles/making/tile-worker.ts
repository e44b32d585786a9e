import { parentPort, workerData } from 'node:worker_threads'
import { ServingStore } from '../../store/following/serving-store.ts'
import type { TileLayer } from '../features/layers.ts'
import type { EncodedTile } from './encoded-tile.ts'
import { TileFollower } from './tile-follower.ts'
import { TileMaker, type TileRequest } from './tile-maker.ts'
import type { TouchedSince } from './touched-tiles.ts'
import type { Answer, Assignment } from './worker-pool.ts'

/** What the pool asks of this thread. */
export type TileTask =
  | { kind: 'follow'; anew: boolean }
  | { kind: 'release' }
  | { kind: 'touched'; since: TouchedSince; layers: readonly TileLayer[] }
  | { kind: 'tile'; request: TileRequest }

/** Answers wait at most so many milliseconds for others: a shorter wait costs messages, a longer one leaves the main thread idle. */
const MAX_DELAY_MS = 0.3

const { dataDir } = workerData as { dataDir: string }
let follower: TileFollower | undefined
let maker: TileMaker | undefined
let ready: Answer[] = []

parentPort?.on('message', (assignments: Assignment<TileTask>[]) => {
  let sent = performance.now()
  for (const { id, task } of assignments) {
    try {
      const result = perform(task)
      if (result instanceof Promise) void later(id, result)
      else ready.push({ id, result })
    } catch (error) {
      ready.push({ id, ...failure(error) })
    }
    if (performance.now() - sent < MAX_DELAY_MS) continue
    send()
    sent = performance.now()
  }
  send()
})

function perform(task: TileTask): unknown {
  if (task.kind === 'tile') {
    maker ??= new TileMaker(dataDir)
    return maker.makeAsync(task.request)
  }
  if (task.kind === 'release') return release()
  if (task.kind === 'follow' && task.anew) ServingStore.delete(dataDir)
  follower ??= new TileFollower(dataDir)
  return task.kind === 'follow' ? follower.catchUp() : follower.touchedSince(task.since, task.layers)
}

/** Closes all files of this thread; the next task opens what it needs. */
function release(): void {
  maker?.close()
  follower?.close()
  maker = undefined
  follower = undefined
}

async function later(id: number, promise: Promise<unknown>): Promise<void> {
  const answer = await promise.then(
    (result) => ({ id, result }),
    (error) => ({ id, ...failure(error) }),
  )
  ready.push(answer)
  send()
}

/** Posts what is ready; the bytes of tiles are transferred, not copied. */
function send(): void {
  if (ready.length === 0) return
  const bodies = ready.flatMap(({ result }) => {
    const body = (result as Partial<EncodedTile> | undefined)?.body
    return body ? [body.buffer as ArrayBuffer] : []
  })
  parentPort?.postMessage(ready, bodies)
  ready = []
}

function failure(error: unknown): Pick<Answer, 'error' | 'code'> {
  const { message, code } = error as NodeJS.ErrnoException
  return { error: String(message ?? error), ...(code === undefined ? {} : { code }) }
}
