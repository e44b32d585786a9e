import { parentPort, workerData } from 'node:worker_threads'
import type { TileLayer } from './layers.ts'
import { TileFollower } from './tile-follower.ts'
import { TileMaker, type TileRequest } from './tile-maker.ts'

/** What the pool asks of this thread. */
export type TileTask =
  | { kind: 'follow' }
  | { kind: 'touched'; since: number; layers: readonly TileLayer[] }
  | { kind: 'tile'; request: TileRequest }

const { dataDir } = workerData as { dataDir: string }
let follower: TileFollower | undefined
let maker: TileMaker | undefined

parentPort?.on('message', async ({ id, task }: { id: number; task: TileTask }) => {
  try {
    if (task.kind === 'follow') {
      follower ??= new TileFollower(dataDir)
      parentPort?.postMessage({ id, result: follower.catchUp() })
      return
    }
    if (task.kind === 'touched') {
      follower ??= new TileFollower(dataDir)
      parentPort?.postMessage({ id, result: follower.touchedSince(task.since, task.layers) })
      return
    }
    maker ??= new TileMaker(dataDir)
    const result = await maker.makeBeside(task.request)
    // a copy of its own: gzip's buffer may be a slice of a shared pool, which cannot be handed over
    const body = result && new Uint8Array(result.body)
    parentPort?.postMessage({ id, result: result && { ...result, body } }, body ? [body.buffer] : [])
  } catch (error) {
    parentPort?.postMessage({ id, error: String((error as Error).stack ?? error) })
  }
})
