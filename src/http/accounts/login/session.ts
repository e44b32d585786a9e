import { Type } from 'typebox'
import type { Entered } from '../../../registry/accounts/login/login.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { anySession, type LoginRouteParts, needsSession, PASSWORD_BODY } from './login-parts.ts'
import { csrfOfToken } from './session-door.ts'

const exact = { additionalProperties: false }

/** `/v1/session`: logging in and out, for programs that keep cookies and for pages with scripts. */
export function sessionRoutes(app: App, parts: LoginRouteParts): void {
  const { accounts } = parts
  const schema = (operationId: string, summary: string, description: string) => ({
    ...{ operationId, tags: ['accounts'], summary, description },
    querystring: query({}),
  })

  app.post(
    '/v1/session',
    {
      bodyLimit: PASSWORD_BODY,
      schema: {
        ...schema(
          'logIn',
          'Đăng nhập · Log in',
          'state "factor": gửi tiếp mã tới /v1/session/factor. csrf gửi trong x-csrf-token ở mọi lần ghi. Sau nhiều lần sai: x-form-token và x-form-proof của /v1/challenge · state "factor": send a code to /v1/session/factor next. csrf goes into x-csrf-token of every write. After many wrong ones: x-form-token and x-form-proof of /v1/challenge',
        ),
        body: Type.Object({ login: Type.String({ maxLength: 80 }), password: Type.String() }, exact),
        response: { 201: Json('state: open or factor; csrf; the cookie of the session') },
      },
    },
    async (request, reply) => {
      const { loginSteps } = peopleOrProblem(accounts)
      const entered = await orRefused(loginSteps.password(request, reply, request.body))
      reply.code(201)
      return enteredJson(entered)
    },
  )

  app.post(
    '/v1/session/factor',
    {
      onRequest: needsSession(parts),
      bodyLimit: PASSWORD_BODY,
      schema: {
        ...schema(
          'showFactor',
          'Mã xác thực của phiên đang chờ · The code of a login that waits',
          'code: 6 chữ số, hoặc một mã dự phòng · 6 digits, or a recovery code',
        ),
        body: Type.Object({ code: Type.String({ maxLength: 40 }) }, exact),
        response: { 201: Json('state: open; csrf; a new cookie') },
      },
    },
    async (request, reply) => {
      const session = await anySession(parts, request)
      const { loginSteps } = peopleOrProblem(accounts)
      const entered = await orRefused(loginSteps.code(request, reply, session, request.body.code))
      reply.code(201)
      return enteredJson(entered)
    },
  )

  app.get(
    '/v1/session',
    {
      onRequest: needsSession(parts),
      schema: {
        ...schema('getSession', 'Phiên đang mở · The session that is open', 'csrf: x-csrf-token'),
        response: { 200: Json('state, csrf, expires_at; account, office, roles, area once it is open') },
      },
    },
    async (request) => {
      const session = await anySession(parts, request)
      const csrf = await peopleOrProblem(accounts).sessionDoor.csrfOf(request)
      return { ...sessionJson(session), csrf }
    },
  )

  app.delete(
    '/v1/session',
    {
      onRequest: needsSession(parts),
      schema: {
        ...schema('logOut', 'Đăng xuất · Log out', 'Cần x-csrf-token · needs x-csrf-token'),
      },
    },
    async (request, reply) => {
      const session = await anySession(parts, request)
      await peopleOrProblem(accounts).loginSteps.leave(request, reply, session)
      return reply.code(204).send()
    },
  )
}

function enteredJson({ state, token }: Entered) {
  return { state, csrf: csrfOfToken(token) }
}

function sessionJson({ actor, expires_at, factor, demo }: LiveSession) {
  if (actor === undefined) return { state: 'factor', expires_at }
  const { account, office, roles, area } = actor
  return {
    ...{ state: 'open', expires_at, factor, demo, account, office, roles: [...roles] },
    area: {
      communes: [...area.communes],
      hamlets: [...area.hamlets],
      everywhere: area.everywhere,
    },
  }
}
