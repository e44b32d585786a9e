import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { Entered } from '../../../registry/accounts/login/login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import type { Html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { accountFrame, troubleOf, wordsIn } from '../account-frame.ts'
import { anySession, type LoginRouteParts, needsSession, PASSWORD_BODY } from '../login/login-parts.ts'
import { MY_PAGE, nextPage } from '../login/next-page.ts'
import { csrfOfToken } from '../login/session-door.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { codeView, type PasswordForm, passwordView } from './login-view.ts'
import { WORDS } from './login-words.ts'

const PAGE = '/dang-nhap'
const exact = { additionalProperties: false }
const Next = Type.Optional(Type.String({ maxLength: 500 }))
const Asked = query({
  toi: Next,
  vao: Type.Optional(Type.Literal('1', { description: 'Whether somebody has just logged in' })),
})
const Csrf = Type.Optional(Type.String({ maxLength: 500 }))
const Sent = Type.Object(
  {
    ...{ login: Type.String({ maxLength: 80 }), password: Type.String(), csrf: Csrf, toi: Next },
    proof: Type.Optional(Type.String({ maxLength: 64 })),
  },
  exact,
)

/** `/dang-nhap`, its second step, and `/dang-xuat`: logging in and out without scripts. */
export function loginPage(app: App, parts: LoginRouteParts): void {
  const { accounts, strangers, publicUrl } = parts
  const root = rootPathOf(publicUrl)

  const page = (request: FastifyRequest, reply: FastifyReply, main: Html) =>
    accountFrame(request, reply, {
      root,
      title: WORDS.logIn,
      path: PAGE,
      main,
    })
  const showPassword = (
    request: FastifyRequest,
    reply: FastifyReply,
    form: Omit<PasswordForm, 'csrf' | 'elsewhere'> & { csrf?: string },
  ) =>
    page(
      request,
      reply,
      passwordView(wordsIn(WORDS, languageOf(request)), root, {
        csrf: strangers.challenge(request).token,
        elsewhere: accounts?.oidc !== undefined,
        ...form,
      }),
    )
  const showCode = async (
    request: FastifyRequest,
    reply: FastifyReply,
    csrf: string,
    next: string | undefined,
    problem?: string,
  ) => page(request, reply, codeView(wordsIn(WORDS, languageOf(request)), root, { csrf, next, problem }))
  const lead = (request: FastifyRequest, reply: FastifyReply, next: string | undefined) => {
    const to = nextPage(next) ?? `${MY_PAGE}?lang=${languageOf(request)}`
    // A browser that has sent no cookie may keep none: it comes back here with the session that it was given, or is told.
    const keepsCookies = request.headers.cookie !== undefined
    return reply.redirect(`${root}${keepsCookies ? to : `${PAGE}?vao=1&toi=${encodeURIComponent(to)}`}`, 303)
  }
  const goOn = (
    request: FastifyRequest,
    reply: FastifyReply,
    { state, token }: Entered,
    next: string | undefined,
  ) => (state === 'factor' ? showCode(request, reply, csrfOfToken(token), next) : lead(request, reply, next))

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.logIn, page: PAGE })

    scope.get(PAGE, { schema: { hide: true, querystring: Asked } }, async (request, reply) => {
      const { sessionDoor } = peopleOrProblem(accounts)
      const session = await sessionDoor.sessionOf(request)
      const next = nextPage(request.query.toi)
      if (session?.actor) return lead(request, reply, next)
      const csrf = await sessionDoor.csrfOf(request)
      if (csrf !== undefined) return showCode(request, reply, csrf, next)
      const problem = request.query.vao && WORDS.noCookies[languageOf(request)]
      return showPassword(request, reply, { login: '', next, problem })
    })

    scope.post(
      PAGE,
      { bodyLimit: PASSWORD_BODY, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { login, password, csrf: token, proof, toi: next } = request.body
        const { loginSteps } = peopleOrProblem(accounts)
        try {
          const entered = await loginSteps.password(request, reply, { login, password }, { token, proof })
          return await goOn(request, reply, entered, next)
        } catch (error) {
          if (error instanceof Problem && error.code === 'work-needed') {
            const { token: csrf, wait } = strangers.wait(request)
            const seconds = Math.ceil(wait / 1000)
            reply.code(429).header('retry-after', seconds)
            return showPassword(request, reply, { csrf, login, next, wait: seconds })
          }
          const { status, text } = troubleOf(error)
          reply.code(status)
          return showPassword(request, reply, { login, next, problem: text[languageOf(request)] })
        }
      },
    )

    scope.post(
      `${PAGE}/ma`,
      {
        onRequest: needsSession(parts),
        bodyLimit: PASSWORD_BODY,
        schema: {
          hide: true,
          querystring: query({}),
          body: Type.Object({ code: Type.String({ maxLength: 40 }), csrf: Csrf, toi: Next }, exact),
        },
      },
      async (request, reply) => {
        const { loginSteps, sessionDoor } = peopleOrProblem(accounts)
        const session = await anySession(parts, request)
        const { code, toi: next } = request.body
        try {
          return await goOn(request, reply, await loginSteps.code(request, reply, session, code), next)
        } catch (error) {
          const { status, text } = troubleOf(error)
          reply.code(status)
          const csrf = (await sessionDoor.csrfOf(request)) ?? ''
          return showCode(request, reply, csrf, nextPage(next), text[languageOf(request)])
        }
      },
    )

    scope.post(
      '/dang-xuat',
      {
        onRequest: needsSession(parts),
        schema: { hide: true, querystring: query({}), body: Type.Object({ csrf: Csrf }, exact) },
      },
      async (request, reply) => {
        await peopleOrProblem(accounts).loginSteps.leave(request, reply, await anySession(parts, request))
        return reply.redirect(`${root}${PAGE}?lang=${languageOf(request)}`, 303)
      },
    )
  })
}
