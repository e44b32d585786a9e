import { makeVersion } from '../../src/registry/actions/make-version.ts'
import type { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { verifier } from './registry-actors.ts'

/** Verifies an address, as a verifier would have; returns its uid. */
export async function certified(store: RegistryStore, uid: string): Promise<string> {
  await store.write(async (tx) => {
    const present = await tx.addresses.byUid(uid)
    if (present === undefined) throw new Error(`no address ${uid}`)
    const facts = { action: 'verified', actor: verifier }
    await makeVersion(tx, present, { ...present, status: 'verified' }, facts, new Date())
  })
  return uid
}
