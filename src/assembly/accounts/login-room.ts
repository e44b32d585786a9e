import { createSecretKey, randomBytes } from 'node:crypto'
import { DemoAccess } from '../../http/accounts/login/demo-access.ts'
import { LoginCookies } from '../../http/accounts/login/login-cookies.ts'
import { LoginLimits } from '../../http/accounts/login/login-limits.ts'
import { LoginSteps } from '../../http/accounts/login/login-steps.ts'
import { OidcClient, type OidcSettings } from '../../http/accounts/login/oidc-client.ts'
import { SessionDoor } from '../../http/accounts/login/session-door.ts'
import type { FormBodies } from '../../http/doors/form-bodies.ts'
import type { StrangerGuard } from '../../http/doors/strangers/stranger-guard.ts'
import { DemoAccounts } from '../../registry/accounts/login/demo-accounts.ts'
import { mustBeGoodPassword } from '../../registry/accounts/login/good-password.ts'
import { Login } from '../../registry/accounts/login/login.ts'
import { MyAccount } from '../../registry/accounts/login/my-account.ts'
import { OidcLinks, SUBJECT_KEY } from '../../registry/accounts/login/oidc-links.ts'
import { PasswordHashing } from '../../registry/accounts/login/password-hashing.ts'
import { SETUP_KEY, SecondFactor } from '../../registry/accounts/login/second-factor.ts'
import { Sessions } from '../../registry/accounts/login/sessions.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'

export interface LoginGiven {
  readonly people: PeopleStore
  readonly strangers: StrangerGuard
  readonly forms: FormBodies
  readonly publicUrl: string | undefined
  /** Whether accounts of the demonstration come in from other machines too (`DEMO_ACCOUNTS`). */
  readonly demoAccounts: boolean
  /** Whether the record is demonstration data. */
  readonly isDemo: () => boolean
  /** A provider of OpenID Connect; undefined for none. */
  readonly oidc: OidcSettings | undefined
}

/** Logging in, and what the holder of an account does with it, put together. */
export function loginRoom({ people, strangers, forms, publicUrl, demoAccounts, isDemo, oidc }: LoginGiven) {
  const hashing = new PasswordHashing()
  const factor = new SecondFactor({ setupKey: () => people.keyFor(SETUP_KEY) })
  const sessions = new Sessions(people)
  const login = new Login({ people, hashing, factor, sessions })
  // Without a key devices are known until the server stops.
  const deviceKey = people.keyFor('device cookies') ?? createSecretKey(randomBytes(32))
  const flowKey = people.keyFor('logins at a provider') ?? createSecretKey(randomBytes(32))
  const loginCookies = new LoginCookies({ deviceKey, flowKey, publicUrl })
  const loginLimits = new LoginLimits()
  const demo = new DemoAccess({ publicUrl, everywhere: demoAccounts, isDemo })
  return {
    loginLimits,
    loginSteps: new LoginSteps({
      login,
      sessions,
      cookies: loginCookies,
      limits: loginLimits,
      strangers,
      demo,
    }),
    sessionDoor: new SessionDoor({ sessions, cookies: loginCookies, demo, forms, publicUrl }),
    demoAccounts: new DemoAccounts({ people, hashing }),
    demoAccess: demo,
    loginCookies,
    oidc: oidc && new OidcClient(oidc),
    oidcLinks: new OidcLinks({ people, subjectKey: () => people.keyFor(SUBJECT_KEY) }),
    myAccount: new MyAccount({ people, hashing, factor }),
    /** How slips and links set a password and a second factor. */
    credentials: {
      hashPassword: async (password: string, name: string) => {
        mustBeGoodPassword(password, name)
        return hashing.hash(password)
      },
      factor,
    },
  }
}
