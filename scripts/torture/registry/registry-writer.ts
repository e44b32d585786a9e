// What `npm run torture -- registry` kills: asks for changes as several clients do, and tells each question and answer.
import { readFileSync, writeSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { openRegistry } from './registry-files.ts'
import { type Done, type Work, work } from './work.ts'

/** What the program before has left. */
export interface Left {
  readonly round: number
  readonly seed: number
  /** Requests that nobody heard an answer to: they are sent again first. */
  readonly unanswered: readonly Work[]
  readonly addresses: readonly string[]
  readonly proposals: readonly string[]
}

/** Clients that work at once. */
const CLIENTS = 4
/** Answers between two copies of the heads. */
const COPY_EVERY = 20

const where = process.argv[2] as string
const { round, seed, unanswered, ...left } = JSON.parse(readFileSync(0, 'utf8')) as Left
const random = new SeededRandom(seed)
const files = await openRegistry(where)
await files.resume()
const addresses = [...left.addresses]
const proposals = [...left.proposals]
const events: string[] = []
let asked = 0
let answered = 0

for (const each of unanswered) tell('again', await work(files, each))
tell('begun', {})
await Promise.all(Array.from({ length: CLIENTS }, client))

async function client(): Promise<never> {
  for (;;) {
    const each = await next(`${round}-${++asked}`)
    tell('ask', each)
    const done = await work(files, each)
    tell('done', done)
    take(done)
    if (++answered % COPY_EVERY === 0) await files.copies.copy()
    await turn()
  }
}

/** A request that is likely to be done. */
async function next(mark: string): Promise<Work> {
  const kind = random.next()
  if (addresses.length < 3 || kind < 0.2) return { mark, act: 'create' }
  if (kind < 0.3) return { mark, act: 'declare' }
  const proposal = kind < 0.45 ? proposals.splice(random.integer(0, proposals.length), 1)[0] : undefined
  if (proposal !== undefined) return { mark, act: 'accept', of: proposal }
  const event = kind < 0.55 ? events.splice(random.integer(0, events.length), 1)[0] : undefined
  if (event !== undefined) return { mark, act: 'undo', of: event }
  const of = random.pick(addresses)
  if (kind < 0.6) return { mark, act: 'report', of }
  if (kind < 0.7) return { mark, act: 'contact', of }
  const present = await files.store.write((tx) => tx.addresses.byUid(of))
  const act = kind < 0.8 ? 'change' : kind < 0.95 ? 'verify' : 'retire'
  return { mark, act, of, revision: present?.revision ?? 0 }
}

function take({ uid, event, proposal }: Done): void {
  if (uid !== undefined && !addresses.includes(uid)) addresses.push(uid)
  if (event !== undefined) events.push(event)
  if (proposal !== undefined) proposals.push(proposal)
}

/** At once, past any buffer: what was told must have been kept. */
function tell(what: string, value: object): void {
  writeSync(1, `${what} ${JSON.stringify(value)}\n`)
}
