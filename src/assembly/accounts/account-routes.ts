import { type AccountUndoParts, accountUndoRoutes } from '../../http/accounts/account-undo.ts'
import { type AuditParts, auditRoutes } from '../../http/accounts/audit.ts'
import { accountActRoutes } from '../../http/accounts/issuing/account-acts.ts'
import { accountRoutes } from '../../http/accounts/issuing/accounts.ts'
import { activationPage } from '../../http/accounts/issuing/activation-page.ts'
import { activationRoutes } from '../../http/accounts/issuing/activations.ts'
import type { IssuingRouteParts } from '../../http/accounts/issuing/issuing-parts.ts'
import { officeRoutes } from '../../http/accounts/issuing/offices.ts'
import { type KeyRouteParts, keyRoutes } from '../../http/accounts/keys.ts'
import type { LoginRouteParts } from '../../http/accounts/login/login-parts.ts'
import { meRoutes } from '../../http/accounts/login/me.ts'
import { oidcRoutes } from '../../http/accounts/login/oidc.ts'
import { sessionRoutes } from '../../http/accounts/login/session.ts'
import { accountPage } from '../../http/accounts/login-pages/account-page.ts'
import { loginPage } from '../../http/accounts/login-pages/login-page.ts'
import { manageRoutes } from '../../http/accounts/manage/manage-routes.ts'
import { type PresenceRouteParts, presenceRoutes } from '../../http/accounts/presence.ts'
import { slipRoutes } from '../../http/accounts/slips/slip-routes.ts'
import type { App } from '../../http/edge/app-type.ts'

/** What the routes of {@link ACCOUNT_ROUTES} take. */
export type AccountRouteParts = AuditParts &
  KeyRouteParts &
  AccountUndoParts &
  PresenceRouteParts &
  IssuingRouteParts &
  LoginRouteParts

/** Routes of accounts, which need `people.db` alone, in the order of the API's description. */
export const ACCOUNT_ROUTES: ReadonlyArray<(app: App, parts: AccountRouteParts) => void> = [
  sessionRoutes,
  meRoutes,
  oidcRoutes,
  loginPage,
  accountPage,
  accountRoutes,
  accountActRoutes,
  slipRoutes,
  activationRoutes,
  activationPage,
  manageRoutes,
  officeRoutes,
  auditRoutes,
  keyRoutes,
  accountUndoRoutes,
  presenceRoutes,
]
