import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem, type Text } from '../../../errors.ts'
import { plainDate } from '../../../text/former-label.ts'
import { shownReceipt } from '../../doors/receipt-door.ts'
import { acceptedForm } from '../../edge/answers/accepted-form.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { Json, query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { type Language, languageOf } from '../../edge/language.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import { filled } from '../share/thing-words.ts'
import type { CertificatePapers, CertificateParts } from './certificate-papers.ts'
import { type Checked, type ComparedLine, compared } from './certificate-text.ts'
import { STANDINGS, type Standing, WORDS } from './certificate-words.ts'

const PAGE = '/gxn'
const Serial = Type.String({ minLength: 1, maxLength: 60 })

/** `/gxn`: asks for the serial of a paper; `/gxn/{serial}` tells anybody whether it holds, as a page or as JSON by `Accept`. */
export function checkPages(
  app: App,
  { strangers, publicUrl }: Pick<CertificateParts, 'strangers' | 'publicUrl'>,
  papers: CertificatePapers,
): void {
  const root = rootPathOf(publicUrl)

  app.get(
    PAGE,
    {
      schema: {
        hide: true,
        querystring: query({ so: Type.Optional(Type.String({ maxLength: 60 })) }),
      },
    },
    async (request, reply) => {
      const language = languageOf(request)
      const serial = request.query.so?.trim()
      reply.headers({ 'cache-control': 'no-store', vary: 'accept-language' })
      if (serial) return reply.redirect(`${root}${PAGE}/${encodeURIComponent(serial)}?lang=${language}`, 303)
      const main = html`<h1>${WORDS.check[language]}</h1>
<p class="lead">${WORDS.checkLead[language]}</p>
${serialForm(language, root)}`
      return page(reply, { language, root, path: PAGE, title: WORDS.check[language], main })
    },
  )

  app.get(
    `${PAGE}/:serial`,
    {
      schema: {
        operationId: 'checkCertificate',
        tags: ['certificates'],
        summary: 'Giấy xác nhận còn giá trị không · Whether a certificate holds',
        params: Type.Object({ serial: Serial }),
        querystring: query({}),
        response: {
          200: Json('state: valid, replaced, retired, revoked; the text as issued, and what holds now'),
        },
      },
    },
    async (request, reply) => {
      const { serial } = request.params
      const language = languageOf(request)
      reply.header('vary', 'accept, accept-language')
      const isJson = acceptedForm(request.headers.accept) === 'json'
      let found: Checked | undefined
      let problem: Problem | undefined
      try {
        found = await shownReceipt(strangers, request, reply, () => papers.check(serial))
      } catch (error) {
        if (isJson || !(error instanceof Problem) || error.code !== 'unknown-certificate') throw error
        problem = error
        ;(reply as FastifyReply).code(404)
      }
      if (isJson && found) return checkedJson(found, language)
      const main = found
        ? checkedView(found, language, root)
        : html`${banner('unknown', language)}
<p>${problem?.more.detail?.[language]}</p>
${serialForm(language, root)}`
      const path = `${PAGE}/${encodeURIComponent(found?.certificate.serial ?? serial)}`
      const title = STANDINGS[found?.standing ?? 'unknown'].is[language]
      return page(reply, { language, root, path, title, main })
    },
  )
}

interface Shown {
  readonly language: Language
  readonly root: string
  readonly path: string
  readonly title: string
  readonly main: Html
}

function page(reply: FastifyReply, { language, root, path, title, main }: Shown): FastifyReply {
  const head = html`<meta name="robots" content="noindex">
<link rel="stylesheet" href="${root}/assets/certificate-page.css">
`
  const hrefIn = (other: Language) => `${root}${path}?lang=${other}`
  const frame = { language, root, title: `${title} · ${SITE[language]}`, head, hrefIn }
  return reply.type('text/html; charset=utf-8').serializer(String).send(plainPage(frame, main).text)
}

function serialForm(language: Language, root: string): Html {
  return html`<form class="find" action="${root}${PAGE}" method="get"><input type="hidden" name="lang" value="${language}"><label for="so">${WORDS.serial[language]}</label>
<input id="so" name="so" required maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="K7QM-2WXD-94HA-3T"> <button type="submit">${WORDS.checkIt[language]}</button></form>`
}

/** Marks that tell a standing beside its colour. */
const MARKS: Readonly<Record<Standing, string>> = {
  valid: '✓',
  replaced: '!',
  retired: '✕',
  revoked: '✕',
  unknown: '?',
}

function banner(standing: Standing, language: Language): Html {
  const { is, means } = STANDINGS[standing]
  return html`<div class="standing ${standing}"><span class="mark" aria-hidden="true">${MARKS[standing]}</span><div><h1>${is[language]}</h1>
<p>${means[language]}</p></div></div>`
}

function checkedView(checked: Checked, language: Language, root: string): Html {
  const { certificate, standing, issued, now, isUncertified, successors } = checked
  const { serial, day, office_name, revoked_at, sha256, demo, address } = certificate
  const say = (text: Text) => text[language]
  const date = (moment: string) => plainDate(moment.slice(0, 10))
  const lines = compared(checked, language)
  return html`${demo === 1 && html`<p class="demo" role="note">${say(WORDS.demo)}</p>`}${banner(standing, language)}
${isUncertified && html`<p>${say(WORDS.uncertified)}</p>`}
${issued === undefined && html`<p>${say(WORDS.gone)}</p>`}
${standing === 'valid' ? onlyTable(lines, language) : comparedTable(lines, date(day), language)}
${
  successors.length > 0 &&
  html`<p>${say(WORDS.successors)}: ${successors.map((id) => html`<a href="${root}/p/${encodeURIComponent(id)}">${id}</a> `)}</p>`
}<dl class="paper">
<div><dt>${say(WORDS.serial)}</dt><dd class="code">${serial}</dd></div>
<div><dt>${say(WORDS.day)}</dt><dd>${date(day)}</dd></div>
<div><dt>${say(WORDS.office)}</dt><dd>${office_name}</dd></div>
${revoked_at !== null && html`<div><dt>${say(WORDS.revoked)}</dt><dd>${date(revoked_at)}</dd></div>`}
<div><dt>${say(WORDS.hash)}</dt><dd class="hash">${sha256}</dd></div>
</dl>
<p class="quiet">${say(WORDS.seal)}</p>
<p>${now && html`<a href="${root}/p/${encodeURIComponent(address)}">${say(WORDS.page)}</a> · `}<a href="${root}${PAGE}?lang=${language}">${say(WORDS.another)}</a></p>`
}

/** What the paper says, where that holds. */
function onlyTable(lines: readonly ComparedLine[], language: Language): Html {
  return html`<dl class="paper said">${lines.map(
    ({ term, issued, now }) => html`<div><dt>${term[language]}</dt><dd>${issued ?? now}</dd></div>
`,
  )}</dl>`
}

/** What the paper says beside what holds now; what differs is marked in words. */
function comparedTable(lines: readonly ComparedLine[], day: string, language: Language): Html {
  const issuedHead = filled(WORDS.issued[language], { day })
  const none = WORDS.none[language]
  return html`<table class="compared"><thead><tr><th scope="col">${WORDS.what[language]}</th><th scope="col">${issuedHead}</th><th scope="col">${WORDS.now[language]}</th></tr></thead>
<tbody>${lines.map(({ term, issued, now }) => {
    const differs = issued !== now
    return html`<tr${differs && html` class="differs"`}><th scope="row">${term[language]}${differs && html` <em>${WORDS.differs[language]}</em>`}</th><td data-of="${issuedHead}">${issued ?? none}</td><td data-of="${WORDS.now[language]}">${now ?? none}</td></tr>
`
  })}</tbody></table>`
}

function checkedJson(checked: Checked, language: Language) {
  const { certificate, standing, issued, now, successors } = checked
  const { serial, address, revision, day, office_name, heading, sha256, demo, revoked_at } = certificate
  const lines = compared(checked, language)
  const told = (of: 'issued' | 'now') =>
    lines.flatMap((line) => (line[of] === undefined ? [] : [{ term: line.term[language], text: line[of] }]))
  return {
    ...{ serial, state: standing, demonstration: demo === 1, address, revision, day },
    ...{ office: office_name, heading, sha256, revoked_at },
    issued: issued
      ? { label: issued.facts.label, code: issued.facts.code ?? null, lines: told('issued') }
      : null,
    now: now ? { label: now.facts.label, code: now.facts.code ?? null, lines: told('now') } : null,
    successors,
  }
}
