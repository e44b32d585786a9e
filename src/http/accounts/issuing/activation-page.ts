import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ErrorCode } from '../../../errors.ts'
import type { Activated } from '../../../registry/accounts/issuing/activation.ts'
import type { FactorBegun } from '../../../registry/accounts/login/second-factor.ts'
import { waitPage } from '../../doors/wait-page.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import { qrPicture } from '../../edge/answers/qr-code.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { type Language, languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { framed, type Trouble, troubleOf, wordsIn } from '../account-frame.ts'
import { PASSWORD_BODY } from '../login/login-parts.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { ACTIVATION_PAGE } from '../slips/activation-url.ts'
import { WORDS } from './activation-words.ts'
import { activate, looked, tried } from './activations.ts'
import type { IssuingRouteParts } from './issuing-parts.ts'

const Sent = Type.Object(
  {
    phieu: Type.String({ maxLength: 100 }),
    csrf: Type.Optional(Type.String({ maxLength: 400 })),
    password: Type.Optional(Type.String()),
    login: Type.Optional(Type.String({ maxLength: 40 })),
    setup: Type.Optional(Type.String({ maxLength: 2000 })),
    code: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
)
/** What was sent before, and why it did not do. */
type Typed = Partial<Static<typeof Sent>> & { readonly problem?: string }
type Words = Record<keyof typeof WORDS, string>

/** What a page of activation shows: for whom a slip is, and a new secret where a second factor is set. */
type Open = { login: string | null; needs_factor: boolean } & Partial<FactorBegun>

/**
 * `/kich-hoat`: with a slip its holder sets password and second factor, without scripts. The slip stands in the query, as a
 * fragment would not reach the server: the log names the route alone, and nothing on the page leads elsewhere.
 */
export function activationPage(app: App, { accounts, publicUrl, strangers }: IssuingRouteParts): void {
  const root = rootPathOf(publicUrl)
  const show = (language: Language, main: Html) =>
    framed(language, { root, title: WORDS.title, path: ACTIVATION_PAGE, main })
  const words = (language: Language) => wordsIn(WORDS, language)
  const headers = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-type': 'text/html; charset=utf-8',
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: ACTIVATION_PAGE })
    scope.get(
      ACTIVATION_PAGE,
      {
        schema: { hide: true, querystring: query({ phieu: Type.Optional(Type.String({ maxLength: 100 })) }) },
      },
      async (request, reply) => {
        const language = languageOf(request)
        const { phieu: slip = '' } = request.query
        reply.headers(headers).serializer(String)
        if (slip === '') return show(language, askSlip(words(language)))
        const open = await orTrouble(() => {
          strangers.letShow(request)
          return tried(strangers, request, () => looked(peopleOrProblem(accounts), slip))
        })
        return answerOpen(request, reply, slip, open)
      },
    )

    scope.post(
      ACTIVATION_PAGE,
      { bodyLimit: PASSWORD_BODY, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const language = languageOf(request)
        const { phieu: slip, csrf, login, password, setup, code } = request.body
        reply.headers(headers).serializer(String)
        const room = peopleOrProblem(accounts)
        const look = () => tried(strangers, request, () => looked(room, slip))
        const done = await orTrouble((): Promise<Open | Activated> => {
          strangers.letTry(request, slip, { token: csrf, proof: undefined })
          if (password === undefined) return look()
          return activate(room, { slip, login, password, setup, code }, { strangers, request })
        })
        if ('needs_factor' in done) return answerOpen(request, reply, slip, done)
        if (!('text' in done)) return show(language, finished(words(language), root, done))
        // Of a slip that is over, and of whoever must wait, there is no more to be said.
        if (ALONE.has(done.code)) return answerOpen(request, reply, slip, done)
        const open = await orTrouble(() => (done.code === 'form-expired' ? shown(request, look) : look()))
        const typed = { ...request.body, problem: done.text[language] }
        return answerOpen(request, reply, slip, open, typed, done.status)
      },
    )

    /** As the first look at a page, which needs no token. */
    const shown = <T>(request: FastifyRequest, look: () => Promise<T>) => {
      strangers.letShow(request)
      return look()
    }

    /** The form of a slip, a page that lets wait, or why there is none. */
    const answerOpen = async (
      request: FastifyRequest,
      reply: Pick<FastifyReply, 'code' | 'headers'>,
      slip: string,
      open: Open | Trouble,
      typed: Typed = {},
      status = 200,
    ) => {
      const language = languageOf(request)
      if (!('text' in open)) {
        reply.code(status)
        const token = strangers.pass(request, slip)
        return show(language, await askPassword(words(language), { slip, token }, open, typed))
      }
      reply.code(open.status)
      if (open.code !== 'work-needed') return show(language, askSlip(words(language), open.text[language]))
      const fields = [['phieu', slip]] as const
      const wait = strangers.wait(request)
      const page = waitPage({ language, root, action: ACTIVATION_PAGE, fields, key: undefined, wait })
      reply.headers(page.headers)
      return page.html.text
    }
  })
}

const ALONE: ReadonlySet<ErrorCode> = new Set(['slip-over', 'work-needed', 'other-site'])

/** What came of something, or why not. */
async function orTrouble<T extends object>(work: () => Promise<T>): Promise<T | Trouble> {
  try {
    return await work()
  } catch (error) {
    return troubleOf(error)
  }
}

function askSlip(words: Words, problem?: string): Html {
  return html`<h1>${words.title}</h1>
${problem && html`<p class="trouble" role="alert">${problem}</p>`}
<form method="get" action="">
<p><label for="phieu">${words.slip}</label><br><input id="phieu" name="phieu" required maxlength="100" autocomplete="off"></p>
<p><button>${words.goOn}</button></p>
</form>`
}

async function askPassword(
  words: Words,
  { slip, token }: { readonly slip: string; readonly token: string },
  { login, needs_factor, uri, ...begun }: Open,
  sent: Typed,
): Promise<Html> {
  return html`<h1>${words.title}</h1>
${sent.problem && html`<p class="trouble" role="alert">${sent.problem}</p>`}
<form method="post" action="?">
<input type="hidden" name="phieu" value="${slip}">
<input type="hidden" name="csrf" value="${token}">
${
  login === null
    ? html`<p><label for="login">${words.login}</label><br><input id="login" name="login" value="${sent.login ?? ''}" required minlength="3" maxlength="40" pattern="[a-z0-9][a-z0-9._\\-]{2,39}" autocomplete="username" autocapitalize="none"><br><small>${words.loginHint}</small></p>`
    : html`<p>${words.login}: <strong>${login}</strong></p>`
}
<p><label for="password">${words.password}</label><br><input id="password" name="password" type="password" required minlength="12" maxlength="256" autocomplete="new-password"><br><small>${words.passwordHint}</small></p>
${
  needs_factor &&
  uri !== undefined &&
  html`<h2>${words.factor}</h2>
<p>${words.scan}</p>
<p><img src="${await qrPicture(uri)}" alt="QR" width="200" height="200"></p>
<p><small>${words.orType} <code>${begun.secret}</code></small></p>
<input type="hidden" name="setup" value="${begun.setup}">
<p><label for="code">${words.code}</label><br><input id="code" name="code" required inputmode="numeric" maxlength="20" autocomplete="one-time-code"></p>`
}
<p><button>${words.activate}</button></p>
</form>`
}

function finished(words: Words, root: string, { login, state, word, recovery_codes }: Activated): Html {
  return html`<h1>${words.done}</h1>
<p>${words.login}: <strong>${login}</strong></p>
${
  recovery_codes &&
  html`<h2>${words.recovery}</h2>
<p>${words.keepCodes}</p>
<ul>${recovery_codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`
}
${
  state === 'asleep' &&
  html`<h2>${words.asleep}</h2>
<p>${words.tellWord}</p>
<h1><code>${word}</code></h1>`
}
<p><a href="${root}/dang-nhap">${words.logIn}</a></p>`
}
