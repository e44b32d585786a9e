import { type AccountUndoParts, accountUndoRoutes } from '../../http/accounts/account-undo.ts'
import { type AuditParts, auditRoutes } from '../../http/accounts/audit.ts'
import { type KeyRouteParts, keyRoutes } from '../../http/accounts/keys.ts'
import { type PresenceRouteParts, presenceRoutes } from '../../http/accounts/presence.ts'
import type { App } from '../../http/edge/app-type.ts'

/** What the routes of {@link ACCOUNT_ROUTES} take. */
export type AccountRouteParts = AuditParts & KeyRouteParts & AccountUndoParts & PresenceRouteParts

/** Routes of accounts, which need `people.db` alone, in the order of the API's description. */
export const ACCOUNT_ROUTES: ReadonlyArray<(app: App, parts: AccountRouteParts) => void> = [
  auditRoutes,
  keyRoutes,
  accountUndoRoutes,
  presenceRoutes,
]
