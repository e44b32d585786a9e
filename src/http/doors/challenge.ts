import { Type } from 'typebox'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { FORM_LIFETIME } from './strangers/form-tokens.ts'
import type { StrangerGuard } from './strangers/stranger-guard.ts'

/** `/v1/challenge`: the token that is sent along without an account, and the work that it asks for. */
export function challengeRoutes(app: App, { strangers }: { strangers: StrangerGuard }): void {
  app.get(
    '/v1/challenge',
    {
      schema: {
        operationId: 'getChallenge',
        tags: ['declarations'],
        summary: 'Mã biểu mẫu và việc tính toán cần kèm · The token of a form and the work to add',
        description:
          'x-form-token: token. Khi bits > 0: x-form-proof sao cho SHA-256("token:proof") bắt đầu bằng bấy nhiêu bit 0 · where bits > 0, x-form-proof so that SHA-256("token:proof") begins with so many bits 0',
        querystring: query({
          wait: Type.Optional(
            Type.Boolean({ description: 'A token that is good without work, after `wait` in seconds' }),
          ),
        }),
        response: { 200: Json('token, bits, algorithm, and expires_in in seconds') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (request.query.wait === true) {
        const { token, wait } = strangers.wait(request)
        return { token, bits: 0, wait: Math.ceil(wait / 1000) }
      }
      return { ...strangers.challenge(request), algorithm: 'sha-256', expires_in: FORM_LIFETIME / 1000 }
    },
  )
}
