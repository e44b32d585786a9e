import type { FastifyRequest } from 'fastify'
import type { ApiKeys } from '../../../registry/accounts/keys/api-keys.ts'
import type { MyAccount } from '../../../registry/accounts/login/my-account.ts'
import type { OidcLinks } from '../../../registry/accounts/login/oidc-links.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import type { StrangerGuard } from '../../doors/strangers/stranger-guard.ts'
import { type ActorGuard, unauthorized } from '../../registry/actor-guard.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import type { LoginCookies } from './login-cookies.ts'
import type { LoginLimits } from './login-limits.ts'
import type { LoginSteps } from './login-steps.ts'
import type { OidcClient } from './oidc-client.ts'
import type { SessionDoor } from './session-door.ts'

/** What logging in over HTTP is made of. */
export interface LoginRoom {
  readonly sessionDoor: SessionDoor
  readonly loginSteps: LoginSteps
  readonly loginLimits: LoginLimits
  readonly myAccount: MyAccount
  readonly loginCookies: LoginCookies
  readonly oidcLinks: OidcLinks
  /** Undefined where no provider is configured. */
  readonly oidc: OidcClient | undefined
  readonly keys: ApiKeys
}

/** Bytes of a body with a password: what is longer is none. */
export const PASSWORD_BODY = 16_384

export interface LoginRouteParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: LoginRoom | undefined
  guard: ActorGuard
  strangers: StrangerGuard
  publicUrl: string | undefined
  /** Where providers of logins lead back to: `PUBLIC_URL`, or host and port, never what a request says. */
  ownUrl: () => string
}

/** The session of a request, also one that waits for its second factor. Throws {@link Problem} `unauthorized`. */
export async function anySession(
  { accounts }: Pick<LoginRouteParts, 'accounts'>,
  request: FastifyRequest,
): Promise<LiveSession> {
  const session = await peopleOrProblem(accounts).sessionDoor.sessionOf(request)
  if (session) return session
  throw unauthorized()
}

/** The session of who is logged in: a program's key has none. Throws {@link Problem} `unauthorized`. */
export async function openSession(
  parts: Pick<LoginRouteParts, 'accounts'>,
  request: FastifyRequest,
): Promise<LiveSession> {
  const session = await anySession(parts, request)
  if (session.actor) return session
  throw unauthorized()
}

/** A hook `onRequest` that lets sessions in alone, also one that waits for its second factor. */
export function needsSession(parts: Pick<LoginRouteParts, 'accounts'>) {
  return async (request: FastifyRequest): Promise<void> => {
    await anySession(parts, request)
  }
}
