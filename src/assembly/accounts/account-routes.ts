import { type AuditParts, auditRoutes } from '../../http/accounts/audit.ts'
import type { App } from '../../http/edge/app-type.ts'

/** What the routes of {@link ACCOUNT_ROUTES} take. */
export type AccountRouteParts = AuditParts

/** Routes of accounts, which need `people.db` alone, in the order of the API's description. */
export const ACCOUNT_ROUTES: ReadonlyArray<(app: App, parts: AccountRouteParts) => void> = [auditRoutes]
