import type { PeopleTransaction } from '../../store/people/people-store.ts'

/**
 * The moment, or that of the last entry of the audit where the clock was set back behind it: what has expired does not come back.
 */
export async function momentOf(tx: PeopleTransaction, now: Date): Promise<Date> {
  const { at } = await tx.audit.head()
  return at > now.toISOString() ? new Date(at) : now
}
