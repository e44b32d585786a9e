import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { type LoginRouteParts, openSession, PASSWORD_BODY } from './login-parts.ts'
import { MY_PAGE, nextPage } from './next-page.ts'
import type { KeptFlow, OidcClient, OidcFlow } from './oidc-client.ts'
import { ProofFields, withProof } from './proofs.ts'

const CALLBACK = '/v1/oidc/callback'

/** The provider. Throws {@link Problem} `no-provider` where none is configured. */
function providerOf({ accounts }: Pick<LoginRouteParts, 'accounts'>): OidcClient {
  const client = peopleOrProblem(accounts).oidc
  if (client) return client
  throw new Problem('no-provider')
}

/** Where a browser goes to log in at the provider; what it is compared with afterwards is kept there. */
export async function beginAtProvider(
  parts: Pick<LoginRouteParts, 'accounts' | 'ownUrl'>,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: Omit<KeptFlow, keyof OidcFlow>,
): Promise<string> {
  const { url, flow } = await providerOf(parts).begin(`${parts.ownUrl()}${CALLBACK}`)
  peopleOrProblem(parts.accounts).loginCookies.setFlow(request, reply, { ...flow, ...kept })
  reply.header('cache-control', 'no-store')
  return url
}

/** `/v1/oidc/…`: logging in at a provider of OpenID Connect, and linking an account that was issued to it. */
export function oidcRoutes(app: App, parts: LoginRouteParts): void {
  const { accounts, guard, ownUrl, publicUrl } = parts
  const root = rootPathOf(publicUrl)
  const schema = (operationId: string, summary: string) => ({ operationId, tags: ['accounts'], summary })
  app.get(
    '/v1/oidc/start',
    {
      schema: {
        ...schema('startOidc', 'Đăng nhập ở nơi khác · Log in at the provider'),
        querystring: query({ toi: Type.Optional(Type.String({ maxLength: 500 })) }),
      },
    },
    async (request, reply) =>
      reply.redirect(
        await beginAtProvider(parts, request, reply, { next: request.query.toi, session: undefined }),
        303,
      ),
  )

  app.post(
    '/v1/me/oidc',
    {
      onRequest: guard.check,
      bodyLimit: PASSWORD_BODY,
      schema: {
        ...schema('linkOidc', 'Liên kết tài khoản với nơi đăng nhập · Link the account to the provider'),
        querystring: query({}),
        body: Type.Object(ProofFields, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      const { myAccount, loginLimits } = peopleOrProblem(accounts)
      providerOf(parts)
      await orRefused(withProof(loginLimits, session, () => myAccount.prove(session, request.body)))
      return { url: await beginAtProvider(parts, request, reply, { next: undefined, session: session.hash }) }
    },
  )

  app.delete(
    '/v1/me/oidc',
    {
      onRequest: guard.check,
      bodyLimit: PASSWORD_BODY,
      schema: {
        ...schema('unlinkOidc', 'Bỏ liên kết · Take the link away'),
        querystring: query({}),
        body: Type.Object(ProofFields, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const session = await openSession(parts, request)
      const { myAccount, loginLimits } = peopleOrProblem(accounts)
      await orRefused(withProof(loginLimits, session, () => myAccount.unlink(session, request.body)))
      return reply.code(204).send()
    },
  )

  app.get(
    CALLBACK,
    {
      schema: {
        ...schema('finishOidc', 'Trở về từ nơi đăng nhập · The way back from the provider'),
        querystring: Type.Object(
          {
            code: Type.Optional(Type.String({ maxLength: 4096 })),
            state: Type.Optional(Type.String({ maxLength: 200 })),
            iss: Type.Optional(Type.String({ maxLength: 500 })),
            error: Type.Optional(Type.String({ maxLength: 200 })),
            error_description: Type.Optional(Type.String({ maxLength: 2000 })),
            session_state: Type.Optional(Type.String({ maxLength: 500 })),
          },
          // Providers may add what they like (RFC 6749 §4.1.2).
          { additionalProperties: true },
        ),
      },
    },
    async (request, reply) => {
      const { loginCookies, loginSteps, oidcLinks, sessionDoor } = peopleOrProblem(accounts)
      reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      const flow = loginCookies.takeFlow(request, reply)
      if (flow === undefined) throw new Problem('form-expired')
      const search = new URL(request.url, 'http://own.invalid').search
      const proven = await providerOf(parts).finish(new URL(`${ownUrl()}${CALLBACK}${search}`), flow)
      if (flow.session !== undefined) {
        const session = await sessionDoor.sessionOf(request)
        if (session?.hash !== flow.session) throw new Problem('form-expired')
        await orRefused(oidcLinks.link(session, proven))
        return reply.redirect(`${root}/tai-khoan?xong=1`, 303)
      }
      const account = await orRefused(oidcLinks.accountOf(proven))
      const { state } = await orRefused(loginSteps.proven(request, reply, account, proven.strong))
      const next = nextPage(flow.next) ?? MY_PAGE
      return reply.redirect(
        state === 'open' ? `${root}${next}` : `${root}/dang-nhap?toi=${encodeURIComponent(next)}`,
        303,
      )
    },
  )
}
