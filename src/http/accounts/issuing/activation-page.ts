import { type Static, Type } from 'typebox'
import { Problem, type Text } from '../../../errors.ts'
import type { Activated } from '../../../registry/accounts/issuing/activation.ts'
import type { FactorBegun } from '../../../registry/accounts/login/second-factor.ts'
import { Refusal } from '../../../registry/refusal.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { type Language, languageOf } from '../../edge/language.ts'
import { plainPage } from '../../edge/plain-page.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { ACTIVATION_PAGE } from '../slips/activation-url.ts'
import { activate, looked } from './activations.ts'
import type { IssuingRouteParts } from './issuing-parts.ts'

const Sent = Type.Object(
  {
    phieu: Type.String({ maxLength: 100 }),
    password: Type.String(),
    login: Type.Optional(Type.String({ maxLength: 40 })),
    setup: Type.Optional(Type.String({ maxLength: 2000 })),
    code: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
)
type Words = Record<keyof typeof WORDS, string>

/** What a page of activation shows: for whom a slip is, and a new secret where a second factor is set. */
type Open = { login: string | null; needs_factor: boolean } & Partial<FactorBegun>

/**
 * `/kich-hoat`: with a slip its holder sets password and second factor, without scripts. The slip stands in the query, as a
 * fragment would not reach the server: the log names the route alone, and nothing on the page leads elsewhere.
 */
export function activationPage(app: App, { accounts, publicUrl }: IssuingRouteParts): void {
  const show = (language: Language, main: Html) =>
    plainPage(
      {
        language,
        root: rootPathOf(publicUrl),
        title: WORDS.title[language],
        hrefIn: (other) => `${rootPathOf(publicUrl)}${ACTIVATION_PAGE}?lang=${other}`,
        head: html`<meta name="robots" content="noindex">
`,
      },
      main,
    ).text
  const words = (language: Language) =>
    Object.fromEntries(Object.entries(WORDS).map(([name, text]) => [name, text[language]])) as Words
  const headers = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-type': 'text/html; charset=utf-8',
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    scope.get(
      ACTIVATION_PAGE,
      {
        schema: { hide: true, querystring: query({ phieu: Type.Optional(Type.String({ maxLength: 100 })) }) },
      },
      async (request, reply) => {
        const language = languageOf(request)
        const { phieu = '' } = request.query
        reply.headers(headers).serializer(String)
        if (phieu === '') return show(language, askSlip(words(language)))
        const open = await orSentence(looked(peopleOrProblem(accounts), phieu))
        if ('problem' in open) {
          reply.code(410)
          return show(language, askSlip(words(language), open.problem[language]))
        }
        return show(language, await askPassword(words(language), phieu, open))
      },
    )

    scope.post(
      ACTIVATION_PAGE,
      { bodyLimit: 16_384, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const language = languageOf(request)
        const { phieu: slip, login, password, setup, code } = request.body
        reply.headers(headers).serializer(String)
        const room = peopleOrProblem(accounts)
        const done = await orSentence(activate(room, { slip, login, password, setup, code }))
        if (!('problem' in done))
          return show(language, finished(words(language), rootPathOf(publicUrl), done))
        const open = await orSentence(looked(room, slip))
        reply.code('problem' in open ? 410 : 422)
        return show(
          language,
          'problem' in open
            ? askSlip(words(language), open.problem[language])
            : await askPassword(words(language), slip, open, {
                ...request.body,
                problem: done.problem[language],
              }),
        )
      },
    )
  })
}

/** What came of something, or the sentence of why not. */
async function orSentence<T extends object>(work: Promise<T>): Promise<T | { problem: Text }> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.detail }
    if (error instanceof Problem && error.more.detail) return { problem: error.more.detail }
    throw error
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
  slip: string,
  { login, needs_factor, uri, ...begun }: Open,
  sent: Partial<Static<typeof Sent>> & { problem?: string } = {},
): Promise<Html> {
  return html`<h1>${words.title}</h1>
${sent.problem && html`<p class="trouble" role="alert">${sent.problem}</p>`}
<form method="post" action="?">
<input type="hidden" name="phieu" value="${slip}">
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
${await qrCode(uri)}
<p><small>${words.orType} <code>${begun.secret}</code></small></p>
<input type="hidden" name="setup" value="${begun.setup}">
<p><label for="code">${words.code}</label><br><input id="code" name="code" required inputmode="numeric" maxlength="20" autocomplete="one-time-code"></p>`
}
<p><button>${words.activate}</button></p>
</form>`
}

async function qrCode(text: string): Promise<Html> {
  const { default: qrcode } = await import('qrcode')
  const source = await qrcode.toDataURL(text, { margin: 2, errorCorrectionLevel: 'M' })
  return html`<p><img src="${source}" alt="QR" width="200" height="200"></p>`
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

const WORDS = {
  title: { vi: 'Kích hoạt tài khoản', en: 'Activate an account' },
  slip: { vi: 'Mã trên phiếu', en: 'Code on the slip' },
  goOn: { vi: 'Tiếp tục', en: 'Go on' },
  login: { vi: 'Tên đăng nhập', en: 'Name to log in with' },
  loginHint: { vi: '3–40 chữ a–z, số, dấu . _ -', en: '3 to 40 letters a to z, digits and . _ -' },
  password: { vi: 'Mật khẩu mới', en: 'New password' },
  passwordHint: {
    vi: 'Ít nhất 12 ký tự; vài từ không liên quan nhau là dễ nhớ.',
    en: 'At least 12 characters; some words that have nothing to do with each other are easy to remember.',
  },
  factor: { vi: 'Xác thực hai bước', en: 'Second factor' },
  scan: {
    vi: 'Mở ứng dụng mã xác thực trên điện thoại, quét hình này rồi nhập mã đang hiện.',
    en: 'Open the app for codes on your phone, scan this picture and enter the code that it shows.',
  },
  orType: { vi: 'Không quét được thì gõ khoá này:', en: 'Where it cannot be scanned, type this key:' },
  code: { vi: 'Mã 6 chữ số', en: 'The 6 digits' },
  activate: { vi: 'Kích hoạt', en: 'Activate' },
  done: { vi: 'Đã đặt mật khẩu', en: 'The password is set' },
  recovery: { vi: 'Mã dự phòng', en: 'Recovery codes' },
  keepCodes: {
    vi: 'Chép hoặc in và cất nơi an toàn: mỗi mã dùng một lần khi không có điện thoại. Trang này không hiện lại.',
    en: 'Write them down and keep them safe: each works once without the phone. They are not shown again.',
  },
  asleep: { vi: 'Còn một bước', en: 'One more step' },
  tellWord: {
    vi: 'Đọc từ này cho một người khác của cơ quan; người ấy mở tài khoản ở trang quản lý. Không gửi qua tin nhắn.',
    en: 'Read this word to another person of the office, who opens the account on the page of management. Do not send it.',
  },
  logIn: { vi: 'Đăng nhập', en: 'Log in' },
} as const satisfies Record<string, Text>
