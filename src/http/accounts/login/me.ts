import { Type } from 'typebox'
import { type Mine, type Proof, shortOf } from '../../../registry/accounts/login/my-account.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { type LoginRouteParts, openSession, PASSWORD_BODY } from './login-parts.ts'
import { ProofFields, withProof } from './proofs.ts'

const exact = { additionalProperties: false }
const params = Type.Object({ id: Type.String({ maxLength: 40 }) })
const Recovery = Json('recovery_codes, shown this once')

/** `/v1/me`: what the holder of an account does with it. */
export function meRoutes(app: App, parts: LoginRouteParts): void {
  const { accounts, guard } = parts
  const schema = (operationId: string, summary: string) => ({
    ...{ operationId, tags: ['accounts'], summary },
    querystring: query({}),
  })
  const options = { onRequest: guard.check, bodyLimit: PASSWORD_BODY }
  const proven = <T>(session: LiveSession, work: () => Promise<T>) =>
    orRefused(withProof(peopleOrProblem(accounts).loginLimits, session, work))

  app.get(
    '/v1/me',
    {
      onRequest: guard.check,
      schema: {
        ...schema('getMe', 'Tài khoản của mình · One’s own account'),
        response: { 200: Json('login, office, roles, areas, factor, sessions, devices, csrf') },
      },
    },
    async (request) => {
      const session = await openSession(parts, request)
      const { myAccount, sessionDoor } = peopleOrProblem(accounts)
      return {
        ...mineJson(await orRefused(myAccount.look(session)), session),
        csrf: await sessionDoor.csrfOf(request),
      }
    },
  )

  app.post(
    '/v1/me/password',
    {
      ...options,
      schema: {
        ...schema(
          'changePassword',
          'Đổi mật khẩu, kết thúc các phiên khác · Another password; other sessions end',
        ),
        body: Type.Object({ ...ProofFields, new_password: Type.String() }, exact),
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      const { new_password, ...proof } = request.body
      await proven(session, () =>
        peopleOrProblem(accounts).myAccount.changePassword(session, proof, new_password),
      )
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/me/factor',
    {
      ...options,
      schema: {
        ...schema('setFactor', 'Đặt xác thực hai bước · Set a second factor'),
        description:
          'Lần đầu không có setup: nhận secret, uri, setup; rồi gửi setup và new_code cùng mật khẩu · without setup first, for secret, uri and setup; then setup and new_code with the password',
        body: Type.Union([
          Type.Object(
            {
              ...ProofFields,
              setup: Type.String({ maxLength: 2000 }),
              new_code: Type.String({ maxLength: 20 }),
            },
            exact,
          ),
          Type.Object({}, exact),
        ]),
        response: { 200: Json('secret, uri, setup'), 201: Recovery },
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      const { myAccount } = peopleOrProblem(accounts)
      const { body } = request
      if (!('setup' in body)) return orRefused(myAccount.beginFactor(session))
      const { setup, new_code, ...proof } = body
      const codes = await proven(session, () =>
        myAccount.setFactor(session, proof as Proof, { setup, code: new_code }),
      )
      reply.code(201)
      return { recovery_codes: codes }
    },
  )

  app.delete(
    '/v1/me/factor',
    {
      ...options,
      schema: {
        ...schema('dropFactor', 'Bỏ xác thực hai bước · Take away the second factor'),
        body: Type.Object(ProofFields, exact),
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      await proven(session, () => peopleOrProblem(accounts).myAccount.dropFactor(session, request.body))
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/me/recovery-codes',
    {
      ...options,
      schema: {
        ...schema('renewRecoveryCodes', 'Mã dự phòng mới · New recovery codes'),
        body: Type.Object(ProofFields, exact),
        response: { 201: Recovery },
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      const codes = await proven(session, () =>
        peopleOrProblem(accounts).myAccount.renewRecoveryCodes(session, request.body),
      )
      reply.code(201)
      return { recovery_codes: codes }
    },
  )

  app.delete(
    '/v1/me/sessions',
    {
      onRequest: guard.check,
      schema: {
        ...schema('endOtherSessions', 'Kết thúc các phiên khác · End the other sessions'),
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      await orRefused(peopleOrProblem(accounts).myAccount.endOtherSessions(session))
      return reply.code(204).send()
    },
  )

  for (const [path, operationId, summary, act] of [
    ['/v1/me/sessions/:id', 'endSession', 'Kết thúc một phiên · End a session', 'endSession'],
    ['/v1/me/devices/:id', 'forgetDevice', 'Quên một thiết bị · Forget a device', 'forgetDevice'],
  ] as const)
    app.delete(
      path,
      {
        onRequest: guard.check,
        schema: { ...schema(operationId, summary), params },
      },
      async (request, reply) => {
        const session = await openSession(parts, request)
        await orRefused(peopleOrProblem(accounts).myAccount[act](session, request.params.id))
        return reply.code(204).send()
      },
    )
}

function mineJson({ sessions, devices, roles, areas, ...mine }: Mine, own: LiveSession) {
  return {
    ...mine,
    roles: roles.map(({ role }) => role),
    areas: areas.map(({ kind, code }) => ({ kind, code })),
    sessions: sessions.map(({ hash, label, factor, created_at, seen_at, expires_at }) => ({
      ...{ id: shortOf(hash), device: label, factor, created_at, seen_at, expires_at },
      current: hash === own.hash,
    })),
    devices: devices.map(({ hash, label, first_seen, last_seen }) => ({
      ...{ id: shortOf(hash), label, first_seen, last_seen },
      current: hash === own.device,
    })),
  }
}
