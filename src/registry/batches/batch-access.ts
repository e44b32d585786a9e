import type { StoredBatch } from '../../store/people/batches/batch-tables.ts'
import type { PeopleTransaction } from '../../store/people/people-store.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { unknownBatch } from './batch-rounds.ts'

/**
 * The batch of an id, for somebody of the office that sent it, of one whose yes it needs, or of an area in which it has rows.
 * Throws {@link Refusal} `unknown-batch`, also for one that there is and that is nothing of the actor's.
 */
export async function batchFor(
  { batches }: Pick<PeopleTransaction, 'batches'>,
  actor: Actor,
  id: string,
): Promise<StoredBatch> {
  const batch = await batches.byId(id)
  if (batch === undefined) throw unknownBatch(id)
  if (batch.office === actor.office) return batch
  if (batch.kind === 'layer') throw unknownBatch(id)
  if (!actor.roles.has('officer') && !actor.roles.has('verifier')) throw unknownBatch(id)
  const { communes, offices } = await batches.reach(id)
  const near = actor.area.everywhere || communes.some((commune) => actor.area.communes.has(commune))
  if (near || offices.includes(actor.office)) return batch
  throw unknownBatch(id)
}

/** Throws {@link Refusal} for a program: batches of addresses are people's. */
export function mustBePerson({ key }: Actor): void {
  if (key === undefined) return
  throw new Refusal('not-your-role', {
    vi: 'Khoá API không gửi hay áp dụng mẻ địa chỉ; chỉ lớp bản đồ của cơ quan.',
    en: 'An API key sends and applies no batches of addresses, only layers of its office.',
  })
}
