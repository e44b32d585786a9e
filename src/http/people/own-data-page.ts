import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ERRORS, type Problem } from '../../errors.ts'
import { CHANNEL_KINDS } from '../../registry/people/contact-draft.ts'
import { peopleOrProblem } from '../accounts/people-or-problem.ts'
import { doorHooks, fieldsOf } from '../doors/door.ts'
import { FORM_BYTES } from '../doors/form-bodies.ts'
import type { StrangerGuard } from '../doors/strangers/stranger-guard.ts'
import { tellOnPages } from '../edge/answers/problem-page.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { query } from '../edge/fields.ts'
import { type Html, html } from '../edge/html.ts'
import { languageOf } from '../edge/language.ts'
import { plainPage } from '../edge/plain-page.ts'
import { asProblem, problemBody } from '../edge/problem-details.ts'
import { orRefused } from '../registry/refused.ts'
import { CHANNELS, KINDS, WORDS } from './own-data-words.ts'
import { AskBody, type PersonRequestParts } from './person-requests.ts'

export type OwnDataPageParts = PersonRequestParts & { readonly strangers: StrangerGuard }

const PAGE = '/du-lieu-cua-toi'
type Typed = Readonly<Record<string, string>>

/** `/du-lieu-cua-toi`: a person asks for what is kept about them, without an account and without scripts, for a receipt. */
export function ownDataPage(app: App, parts: OwnDataPageParts): void {
  const { strangers, publicUrl } = parts
  const root = rootPathOf(publicUrl)

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    typed: Typed = {},
    problems: readonly string[] = [],
  ) => {
    const language = languageOf(request)
    const title = WORDS.title[language]
    const head = html`<link rel="stylesheet" href="${root}/assets/account-page.css">\n`
    const hrefIn = (other: string) => `${root}${PAGE}?lang=${other}`
    const say = (word: keyof typeof WORDS) => WORDS[word][language]
    const input = (name: string, label: string, more: Html) =>
      html`<p><label for="o-${name}">${label}</label><input id="o-${name}" name="${name}" value="${typed[name] ?? ''}"${more}></p>\n`
    const main = html`<h1>${title}</h1>
<p class="lead">${say('lead')}</p>
${problems.length > 0 && html`<div class="trouble" role="alert" id="trouble"><strong>${say('notSent')}</strong><ul>${problems.map((each) => html`<li>${each}</li>`)}</ul></div>`}
<section class="box"><h2>${say('receipt')}</h2><p>${say('receiptText')} <a href="${root}/theo-doi?lang=${language}">${say('open')}</a></p></section>
<section class="box"><h2>${say('address')}</h2><p>${say('addressText')}</p></section>
<section class="box"><h2>${say('send')}</h2>
<form method="post" action="${root}${PAGE}?lang=${language}">
<input type="hidden" name="csrf" value="${strangers.challenge(request).token}"><input type="hidden" name="idempotency_key" value="${randomUUID()}">
<fieldset class="plain-set"><legend>${say('what')}</legend>${Object.entries(KINDS).map(([kind, name]) => html`<p class="check"><label><input type="radio" name="kind" value="${kind}" required${kind === typed.kind && html` checked`}> ${name[language]}</label></p>\n`)}</fieldset>
${input('address', say('about'), html` required maxlength="64" autocapitalize="characters" autocomplete="off" aria-describedby="o-hint"`)}<p class="hint" id="o-hint">${say('aboutHint')}</p>
${input('name', say('name'), html` required maxlength="200" autocomplete="name"`)}<p><label for="o-kind">${say('channel')}</label><select id="o-kind" name="channel.kind">${CHANNEL_KINDS.map((kind) => html`<option value="${kind}"${kind === typed['channel.kind'] && html` selected`}>${CHANNELS[kind][language]}</option>\n`)}</select></p>
${input('channel.value', say('value'), html` required maxlength="300" autocomplete="off"`)}<p><label for="o-text">${say('text')}</label><textarea id="o-text" name="text" rows="4" maxlength="4000">${typed.text ?? ''}</textarea></p>
<p class="hint">${say('proof')}</p>
<p><button>${say('go')}</button></p></form></section>`
    return reply
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
      .type('text/html; charset=utf-8')
      .serializer(String)
      .send(plainPage({ language, root, title, hrefIn, head }, main).text)
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    await parts.forms.accept(plain as unknown as FastifyInstance)
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })

    scope.get(
      PAGE,
      {
        schema: {
          hide: true,
          querystring: query({ address: Type.Optional(Type.String({ maxLength: 64 })) }),
        },
      },
      async (request, reply) => {
        peopleOrProblem(parts.personRequests)
        return show(request, reply, request.query.address ? { address: request.query.address } : {})
      },
    )

    scope.post(
      PAGE,
      {
        ...doorHooks(parts),
        bodyLimit: FORM_BYTES,
        attachValidation: true,
        schema: { hide: true, querystring: query({}), body: AskBody },
      },
      async (request, reply) => {
        const language = languageOf(request)
        try {
          if (request.validationError) throw request.validationError
          const { third_party: _, ...draft } = request.body
          const { number } = await orRefused(peopleOrProblem(parts.personRequests).ask(draft))
          return reply.redirect(`${root}/theo-doi/${number}?lang=${language}`, 303)
        } catch (error) {
          const problem = asProblem(error as Problem, request)
          const { status } = ERRORS[problem.code]
          if (![400, 404, 422].includes(status)) throw error
          reply.code(status)
          const body = problemBody(problem, language) as {
            detail: string
            problems?: { message: string }[]
            findings?: { message: string }[]
          }
          const told = [...(body.problems ?? []), ...(body.findings ?? [])].map(({ message }) => message)
          return show(
            request,
            reply,
            Object.fromEntries(fieldsOf(request.body)),
            told.length > 0 ? told : [body.detail],
          )
        }
      },
    )
  })
}
