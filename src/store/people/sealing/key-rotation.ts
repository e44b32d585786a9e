import type { PeopleKey } from '../people-key.ts'
import type { PeopleStore } from '../people-store.ts'
import { type SealAllOptions, sealAll } from './seal-all.ts'

/** What a rotation has come to. */
export interface Rotated {
  /** Whether it was begun before and went on. */
  readonly resumed: boolean
  readonly rows: number
}

/**
 * Replaces the data key, and with `next` the key from outside: until {@link endRotation} both open what is there, so that servers
 * go on reading and writing meanwhile. One that was cut off goes on. Throws {@link StoreError} `sealed` without the present key.
 *
 * @param present the key from outside that `people` was opened with
 */
export async function rotate(
  people: PeopleStore,
  { present, next, ...options }: { present: PeopleKey; next?: PeopleKey } & SealAllOptions,
): Promise<Rotated> {
  const resumed = await people.write(async ({ sealing, sealingKeys }) => {
    await sealingKeys.holdCurrent()
    await sealing.current()
    const admitted = next !== undefined && (await sealingKeys.admit(next))
    const { sealedTo, former } = await sealingKeys.overview()
    // What is not finished goes on; where the next key was admitted before, its data key is there.
    if (former > 0 && !admitted && (sealedTo !== undefined || next !== undefined)) return true
    await sealingKeys.replaceDataKey(next && next.id !== present.id ? [present, next] : [present])
    return false
  })
  return { resumed, rows: await sealAll(people, options) }
}

/**
 * Takes away what keys from outside other than the present one open, and data keys that were replaced. Looks through all values
 * once more before, so that none is left under a key that goes.
 */
export async function endRotation(people: PeopleStore, options: SealAllOptions = {}): Promise<number> {
  await people.write(async ({ sealing, sealingKeys }) => {
    await sealing.current()
    const { sealedTo } = await sealingKeys.overview()
    if (sealedTo === undefined) await sealingKeys.setSealedTo(null)
  })
  const rows = await sealAll(people, options)
  if (options.signal?.aborted !== true) await people.write(({ sealingKeys }) => sealingKeys.dropFormer())
  return rows
}
