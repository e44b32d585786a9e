import type { Test } from 'tap'
import { CHAIN_START, contentHash, eventHash, privateHash } from '../../src/chains/event-hash.ts'
import { Refusal } from '../../src/registry/refusal.ts'
import { hashOf } from '../../src/store/registry/address-version.ts'
import type { StoredEvent } from '../../src/store/registry/registry-tables.ts'
import type { TestRegistry } from './registry-engines.ts'

/** Code of the refusal that a change ends with. */
export async function refusal(change: Promise<unknown>): Promise<string> {
  try {
    await change
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'not refused'
}

/** Whether every event of every chain follows from the one before it, and every present version has its event's hash. */
export async function chainsHold(t: Test, { store }: TestRegistry, uids: readonly string[]): Promise<void> {
  await store.write(async ({ chains, addresses }) => {
    for (const head of await chains.heads()) {
      let previous = CHAIN_START
      let number = 0
      for (const event of await chains.after(head.chain, 0, 10_000)) {
        t.equal(event.number, ++number, `${head.chain} has no gap`)
        const hidden = privateHash(event, event.salt as Buffer)
        t.equal(event.private_hash, hidden)
        t.equal(event.hash, eventHash(previous, contentHash(event), hidden), `${head.chain} ${number}`)
        previous = event.hash
      }
      t.same([head.number, head.hash], [number, previous], 'the head is the last event')
    }
    for (const uid of uids) {
      const version = (await addresses.byUid(uid)) as NonNullable<Awaited<ReturnType<typeof addresses.byUid>>>
      const event = (await chains.byRow(version.event as number)) as StoredEvent
      t.equal(event.version_hash, hashOf(version), `${uid} is what its event says`)
    }
  })
}
