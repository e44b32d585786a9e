import type { Actor } from '../../actor.ts'
import type { AccountCare, SuspensionReason } from '../issuing/account-care.ts'
import { type AccountUndo, type AccountUndoDraft, type AccountUndone, mustMayUndo } from './account-undo.ts'

/**
 * Suspends an account, then takes back what it did since a moment. Who may not do both does neither; where the second is cut off
 * the account is suspended, and the same again goes on. Throws {@link Refusal}.
 */
export async function suspendAndUndo(
  { care, undo }: { readonly care: AccountCare; readonly undo: AccountUndo },
  actor: Actor,
  account: string,
  { why, ...draft }: AccountUndoDraft & { readonly why: SuspensionReason },
): Promise<AccountUndone> {
  mustMayUndo(actor, draft.reason)
  await care.suspend(actor, account, why)
  return undo.undo(actor, account, draft)
}
