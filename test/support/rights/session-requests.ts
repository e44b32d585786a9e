import { csrfOfToken } from '../../../src/http/accounts/login/session-door.ts'
import { shortOf } from '../../../src/registry/accounts/login/my-account.ts'
import { PasswordHashing } from '../../../src/registry/accounts/login/password-hashing.ts'
import { Sessions } from '../../../src/registry/accounts/login/sessions.ts'
import { newToken, tokenHash } from '../../../src/registry/accounts/secret-token.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { addAccount } from '../account-rows.ts'
import { codeAt, PASSWORD, QUICK } from '../login-world.ts'
import type { Asked, Make } from './asked.ts'
import type { RightsWorld } from './rights-world.ts'

const hashing = new PasswordHashing(QUICK)
const AT = '2026-10-01T00:00:00.000Z'

/** What somebody who is logged in sends beside the request; his account has {@link PASSWORD} and no second factor. */
async function logIn({ people }: RightsWorld, holder: Actor): Promise<Record<string, string>> {
  await addAccount(people, holder)
  const password = await hashing.hash(PASSWORD)
  const sessions = new Sessions(people)
  const token = await people.write(async (tx) => {
    const now = new Date()
    await tx.accounts.change(holder.account, ['active'], { password, factor: null, factor_step: null }, now)
    return sessions.open(tx, { account: holder.account, device: null, factor: 'totp' }, now)
  })
  return { cookie: `ds_session=${token}`, 'x-csrf-token': csrfOfToken(token) }
}

/** A request of one's own session, which shows the password again. */
const proven =
  (url: string, more: object = {}): Make =>
  async (world, _state, _owner, sender) => ({
    url,
    payload: { password: PASSWORD, ...more },
    headers: await logIn(world, sender),
  })

/** One that ends a session or a device of who owns it. */
const ends =
  (what: 'sessions' | 'devices'): Make =>
  async (world, _state, owner, sender) => {
    const hash = tokenHash(newToken())
    const headers = await logIn(world, sender)
    await addAccount(world.people, owner)
    await world.people.write(async ({ devices, sessions }) => {
      await devices.seen({ account: owner.account, hash, label: 'Firefox' }, new Date(), 9)
      const rest = { device: null, factor: 'totp', created_at: AT, seen_at: new Date().toISOString() }
      await sessions.add({ hash, account: owner.account, ...rest, expires_at: '2099-01-01T00:00:00.000Z' })
    })
    return { url: `/v1/me/${what}/${shortOf(hash)}`, headers }
  }

/** Sets a second factor; returns what is sent beside requests, and a recovery code. */
async function withFactor(world: RightsWorld, holder: Actor) {
  const headers = await logIn(world, holder)
  const send = async (payload: object) => {
    const reply = await world.app.inject({ method: 'POST', url: '/v1/me/factor', payload, headers })
    if (reply.statusCode >= 300) throw new Error(reply.body)
    return reply.json()
  }
  const { secret, setup } = await send({})
  const new_code = await codeAt(secret, new Date())
  const {
    recovery_codes: [code],
  } = await send({ password: PASSWORD, setup, new_code })
  return { headers, code: code as string }
}

/** Requests of one's own account, in a session. */
export const SESSION_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /v1/me': async (world, _state, _owner, sender) => ({
    url: '/v1/me',
    headers: await logIn(world, sender),
    reaches: (body) => JSON.parse(body).login === sender.account,
  }),
  'POST /v1/me/password': proven('/v1/me/password', { new_password: 'bến đò ngang sông Vàm Cỏ' }),
  'POST /v1/me/factor': async (world, _state, _owner, sender) => ({
    url: '/v1/me/factor',
    payload: {},
    headers: await logIn(world, sender),
  }),
  'POST /v1/me/oidc': async (world, state, owner, sender) => ({
    ...(await proven('/v1/me/oidc')(world, state, owner, sender)),
    done: 503,
  }),
  'DELETE /v1/me/oidc': proven('/v1/me/oidc'),
  'DELETE /v1/me/factor': proven('/v1/me/factor'),
  'POST /v1/me/recovery-codes': async (world, _state, _owner, sender): Promise<Asked> => {
    const { headers, code } = await withFactor(world, sender)
    return { url: '/v1/me/recovery-codes', payload: { password: PASSWORD, code }, headers }
  },
  'DELETE /v1/me/sessions': async (world, _state, _owner, sender) => ({
    url: '/v1/me/sessions',
    headers: await logIn(world, sender),
  }),
  'DELETE /v1/me/sessions/:id': ends('sessions'),
  'DELETE /v1/me/devices/:id': ends('devices'),
  'GET /tai-khoan': async (world, _state, _owner, sender) => ({
    url: '/tai-khoan',
    headers: await logIn(world, sender),
  }),
  'POST /tai-khoan': async (world, _state, _owner, sender) => ({
    url: '/tai-khoan',
    payload: 'act=end-others',
    headers: { ...(await logIn(world, sender)), 'content-type': 'application/x-www-form-urlencoded' },
    done: 303,
  }),
}
