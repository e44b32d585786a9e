import { dayOf } from '../../chains/day-of.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'

/** Addresses that an account may retire on a day, of Vietnam, without a second person's yes. */
export const RETIREMENTS_A_DAY = 20

/**
 * Whether an account that is about to retire addresses, by whatever act, retires more than one may alone on a day. Those that
 * wait for another person are not counted, as the transaction that finds it keeps nothing.
 */
export async function retiresTooMany(
  tx: RegistryTransaction,
  { account }: Actor,
  count: number,
  now: Date,
): Promise<boolean> {
  return count > 0 && (await tx.dailyCounts.add(account, 'retired', dayOf(now), count)) > RETIREMENTS_A_DAY
}
