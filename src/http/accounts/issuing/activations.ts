import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Activated, Credentials } from '../../../registry/accounts/issuing/activation.ts'
import type { FactorBegun } from '../../../registry/accounts/login/second-factor.ts'
import { Refusal } from '../../../registry/refusal.ts'
import { countedTry } from '../../doors/strangers/counted-try.ts'
import type { StrangerGuard } from '../../doors/strangers/stranger-guard.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { PASSWORD_BODY } from '../login/login-parts.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import type { IssuingRoom, IssuingRouteParts } from './issuing-parts.ts'

/** What stands on a slip: 256 bits, base64url. */
export const SlipToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** A slip or link with what its holder sets. */
export interface SentActivation extends Credentials {
  readonly slip: string
  /** Of the first administrator. */
  readonly login?: string | undefined
}

/** `/v1/activations`: a slip, or the first administrator's link, and a password make an account usable. */
export function activationRoutes(app: App, { accounts, strangers }: IssuingRouteParts): void {
  app.post(
    '/v1/activations',
    {
      bodyLimit: PASSWORD_BODY,
      schema: {
        operationId: 'activate',
        tags: ['accounts'],
        summary: 'Dùng phiếu, đặt mật khẩu · Use a slip, set a password',
        description:
          'Kèm x-form-token của /v1/challenge · With x-form-token of /v1/challenge. Vai trò cần xác thực hai bước: lần đầu gửi slip để nhận secret, uri và setup; rồi gửi slip, password, setup và code. · For roles with a second factor send slip alone for secret, uri and setup; then slip, password, setup and code.',
        querystring: query({}),
        body: Type.Object(
          {
            slip: SlipToken,
            password: Type.Optional(Type.String()),
            login: Type.Optional(Type.String({ maxLength: 40 })),
            setup: Type.Optional(Type.String({ maxLength: 2000 })),
            code: Type.Optional(Type.String({ maxLength: 20 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Json('login, needs_factor; secret, uri, setup'),
          201: Json('login, state; word, which a second person of the office confirms; recovery_codes'),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const room = peopleOrProblem(accounts)
      const { password, ...sent } = request.body
      strangers.letTry(request, sent.slip)
      if (password === undefined) return orRefused(tried(strangers, request, () => looked(room, sent.slip)))
      const made = await orRefused(activate(room, { ...sent, password }, { strangers, request }))
      reply.code(201)
      return made
    },
  )
}

/** What is done with a slip; a wrong one counts. */
export async function tried<T>(
  strangers: StrangerGuard,
  request: FastifyRequest,
  work: () => Promise<T>,
): Promise<T> {
  const isWrong = (error: unknown) => error instanceof Refusal && error.code === 'slip-over'
  return countedTry(strangers.countTry(request), isWrong, work)
}

/** What a slip is for, with a new secret where a second factor is to be set. Throws {@link Refusal} `slip-over`. */
export async function looked(
  { activation, administrators }: IssuingRoom,
  slip: string,
): Promise<{ login: string | null; needs_factor: boolean } & Partial<FactorBegun>> {
  const administrator = await orUndefined(administrators.look(slip))
  const { login = null, needsFactor } = administrator ?? (await activation.look(slip))
  const by = administrator ? administrators : activation
  return { login, needs_factor: needsFactor, ...(needsFactor && (await by.begin(slip))) }
}

/** Uses a slip or a link, which is tried alone: a class that sets its passwords at once tries nothing wrong. Throws {@link Refusal}. */
export async function activate(
  { activation, administrators }: IssuingRoom,
  { slip, login, ...credentials }: SentActivation,
  { strangers, request }: { readonly strangers: StrangerGuard; readonly request: FastifyRequest },
): Promise<Activated> {
  const isAdministrator = await tried(strangers, request, async () => {
    if (await orUndefined(administrators.look(slip))) return true
    await activation.look(slip)
    return false
  })
  if (isAdministrator) return administrators.activate(slip, { ...credentials, login })
  return activation.activate(slip, credentials)
}

/** What a link is for; undefined where it is none. */
async function orUndefined<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look
  } catch (error) {
    if (error instanceof Refusal && error.code === 'slip-over') return undefined
    throw error
  }
}
