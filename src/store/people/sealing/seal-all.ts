import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PeopleStore, PeopleTransaction } from '../people-store.ts'
import { SEALED, type SealedTable } from './sealed-columns.ts'
import type { SealedTo } from './sealing-key-rows.ts'

export interface SealAllOptions {
  /** Rows in one transaction; others have their turn between. */
  readonly together?: number
  /** Told how many rows were looked at since the start, after each transaction. */
  readonly onProgress?: (rows: number) => void
  /** Ends it between two transactions; the next time it goes on from there. */
  readonly signal?: AbortSignal
}

const TOGETHER = 500
const TABLES = Object.keys(SEALED) as SealedTable[]

/**
 * Brings all values under the current data key, which is made where there is none: those in plain text, and those under keys
 * before. How far it is stands beside the key, in the transaction of the rows: a process that is killed goes on there.
 * Returns how many rows it looked at.
 */
export async function sealAll(
  people: PeopleStore,
  { together = TOGETHER, onProgress = () => {}, signal }: SealAllOptions = {},
): Promise<number> {
  let rows = 0
  for (let more = true; more && !signal?.aborted; ) {
    const step = await people.write((tx) => oneStep(tx, together))
    rows += step.rows
    more = step.more
    onProgress(rows)
    await nextTurn()
  }
  return rows
}

/** Several may do it at once, and the key may be replaced between two steps: each step reads where it stands. */
async function oneStep({ sealing, sealingKeys }: PeopleTransaction, limit: number) {
  await sealingKeys.holdCurrent()
  await sealing.current()
  const { sealedTo } = await sealingKeys.overview()
  const to = sealedTo === null ? nextOf(undefined, undefined) : sealedTo
  if (to === undefined) return { rows: 0, more: false }
  const { rows, last } = await sealingKeys.sealSome(to, limit)
  const next = nextOf(to.table, last)
  await sealingKeys.setSealedTo(next)
  return { rows, more: next !== undefined }
}

function nextOf(table: SealedTable | undefined, last: SealedTo['after'] | undefined): SealedTo | undefined {
  if (table !== undefined && last !== undefined) return { table, after: last }
  const next = TABLES[table === undefined ? 0 : TABLES.indexOf(table) + 1]
  return next && { table: next, after: [] }
}
