import type { RecordStore } from '../../../src/store/record-store.ts'
import { median, quantile, spread, table } from '../bench-table.ts'
import { AddokPeer } from './addok-peer.ts'
import { askedTexts } from './asked-texts.ts'
import { type AskingPerson, replay } from './replay.ts'
import { typingPeople } from './typing-people.ts'
import { type TypingRow, type TypingServers, typingRows } from './typing-rows.ts'
import { typingTargets } from './typing-targets.ts'

const SEED = 20250701
const ROUNDS = 5
/** Rounds that are not counted. */
const WARM_UP_ROUNDS = 1
/** People of a run; of addok's a part of them, for it takes long. */
const PEOPLE = 200
const PEOPLE_OF_ADDOK = 60
/** At once where the server has always something to do; processor time is taken there, and times of answers with one alone. */
const CONNECTIONS = 16

interface Run {
  /** Microseconds of processor time an answer. */
  cpu: number
  p50: number
  p99: number
  body: number
  wire: number
  rate: number
  dropped: number
  /** Share of the answers that the server had kept; undefined where it keeps none. */
  kept: number | undefined
}

/** *People typing*: what the search box asks while people look for things of the record, beside hello and, where it is there, addok. */
export async function benchTyping(servers: TypingServers, record: RecordStore): Promise<void> {
  const passedOver = AddokPeer.missing()
  if (passedOver === undefined) process.stderr.write('loading addok\n')
  const addok = passedOver === undefined ? await AddokPeer.start(record) : undefined
  try {
    const rows = await typingRows(servers, addok)
    const turns = 2 * (1 + Math.max(...rows.map(({ turn }) => turn)))
    const people = await askingPeople(record, (ROUNDS + WARM_UP_ROUNDS) * turns * PEOPLE)
    const results = new Map<TypingRow, Run[]>(rows.map((row) => [row, []]))
    for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++)
      for (const row of rows) {
        process.stderr.write(
          `\rtyping, round ${round + 1 - WARM_UP_ROUNDS} of ${ROUNDS}: ${row.name.padEnd(30)}`,
        )
        const part = (half: 0 | 1) => {
          const first = (round * turns + 2 * row.turn + half) * PEOPLE
          return people.slice(first, first + (row.server === 'addok' ? PEOPLE_OF_ADDOK : PEOPLE))
        }
        const run = await measure(row, part(0), part(1))
        if (round >= WARM_UP_ROUNDS) results.get(row)!.push(run)
      }
    process.stderr.write('\n')
    const asked = people.reduce((sum, one) => sum + one.asked.length, 0)
    const keys = people.reduce((sum, one) => sum + one.keys, 0)
    process.stdout.write(
      `\nPeople typing: ${people.length} people, ${(keys / people.length).toFixed(1)} keys and ${(asked / people.length).toFixed(1)} questions each\n\n`,
    )
    process.stdout.write(tableOf(results))
    process.stdout.write(passedOver === undefined ? '' : `\naddok was passed over: ${passedOver}\n`)
  } finally {
    await addok?.stop()
  }
}

async function askingPeople(
  record: RecordStore,
  count: number,
): Promise<(AskingPerson & { keys: number })[]> {
  const people: (AskingPerson & { keys: number })[] = []
  for (const { keys, centre } of typingPeople(typingTargets(record), count, SEED))
    people.push({ centre, asked: await askedTexts(keys), keys: keys.length })
  return people
}

async function measure(
  row: TypingRow,
  together: readonly AskingPerson[],
  alone: readonly AskingPerson[],
): Promise<Run> {
  // Reading the metrics is work too: outside of what is counted.
  const keptBefore = await row.kept()
  const before = await row.cpu()
  const full = await replay(row, together, CONNECTIONS, true)
  const cpu = ((await row.cpu()) - before) / full.answers
  const kept = ((await row.kept()) - keptBefore) / full.answers
  const one = await replay(row, alone, 1, false)
  return {
    cpu,
    p50: quantile(one.times, 0.5),
    p99: quantile(one.times, 0.99),
    body: full.body / full.answers,
    wire: full.wire / full.answers,
    rate: full.answers / full.seconds,
    dropped: one.dropped,
    kept: row.server === 'keeping' ? kept : undefined,
  }
}

function tableOf(results: ReadonlyMap<TypingRow, readonly Run[]>): string {
  const [hello] = results.values()
  const addok = [...results].find(([{ server }]) => server === 'addok')?.[1]
  const middle = (runs: readonly Run[], of: (run: Run) => number, digits: number) => {
    const values = runs.map(of)
    return `${median(values).toFixed(digits)} (${spread(values, digits)})`
  }
  const rows = [...results].map(([{ name }, runs]) => {
    const beside = (others: readonly Run[], digits: number) => {
      const ratios = runs.map(({ cpu }, i) => others[i]!.cpu / cpu)
      return `${median(ratios).toFixed(digits)} (${spread(ratios, digits)})`
    }
    return [
      name,
      middle(runs, ({ cpu }) => 1e6 / cpu, 0),
      beside(hello!, 3),
      ...(addok ? [beside(addok, 1)] : []),
      middle(runs, ({ cpu }) => cpu, 0),
      middle(runs, ({ rate }) => rate, 0),
      middle(runs, ({ p50 }) => p50, 2),
      middle(runs, ({ p99 }) => p99, 2),
      `${Math.round(median(runs.map(({ body }) => body)))} / ${Math.round(median(runs.map(({ wire }) => wire)))}`,
      runs[0]!.kept === undefined ? '' : middle(runs, ({ kept }) => 100 * kept!, 0),
      String(runs.reduce((sum, { dropped }) => sum + dropped, 0)),
    ]
  })
  const others = ['× hello', ...(addok ? ['× addok'] : [])]
  const measured = ['answers/s a core', ...others, 'CPU µs an answer', 'answers/s', 'p50 ms', 'p99 ms']
  return table(['people typing', ...measured, 'bytes, body / with head', 'kept, %', 'dropped'], rows)
}
