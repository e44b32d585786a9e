import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem, refuse } from '../../../errors.ts'
import type { Objections } from '../../../registry/doors/objections.ts'
import type { Receipt } from '../../../registry/doors/receipts.ts'
import type { Reports } from '../../../registry/doors/reports.ts'
import { Refusal } from '../../../registry/refusal.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import { qrPicture } from '../../edge/answers/qr-code.ts'
import type { App } from '../../edge/app-type.ts'
import { baseUrlOf, rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { plainPage } from '../../edge/plain-page.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { orRefused } from '../../registry/refused.ts'
import { ContactNote, type DeclarationParts, PhotoNote } from '../declarations.ts'
import { answerReceipt } from '../receipt-answer.ts'
import { numberParams, shownReceipt } from '../receipt-door.ts'
import { mustBeOwnSite } from '../strangers/own-site.ts'
import { WORDS } from './citizen-words.ts'
import { refusalPart } from './refusal-part.ts'

export type FollowPageParts = DeclarationParts & {
  /** Undefined where `people.db` cannot be used. */
  readonly personRequests: { readonly receipt: (number: string) => Promise<Receipt> } | undefined
  readonly doors:
    | (NonNullable<DeclarationParts['doors']> & {
        readonly reports: Reports
        readonly objections: Objections
      })
    | undefined
}

const PAGE = '/theo-doi'
const ACTS = ['withdraw', 'forget', 'object'] as const
const Act = Type.Object(
  {
    act: Type.Unsafe<(typeof ACTS)[number]>({ type: 'string', enum: [...ACTS] }),
    text: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
)

/** `/theo-doi`: asks for the number of a receipt; `/theo-doi/{number}` says what has become of what was sent. */
export function followPage(app: App, parts: FollowPageParts): void {
  const { guard, strangers, units, publicUrl, isDemo } = parts
  const root = rootPathOf(publicUrl)

  const roomOf = () => {
    if (parts.doors) return parts.doors
    throw new Problem('no-proposals')
  }

  /** A number is that of a declaration, of a report or of a request: all are asked, so that a wrong one costs the same. */
  const receiptOf = async (number: string): Promise<Receipt> => {
    const { declarations, reports } = roomOf()
    const rooms = [declarations, reports, ...(parts.personRequests ? [parts.personRequests] : [])]
    const asked = await Promise.allSettled(rooms.map((room) => room.receipt(number)))
    const found = asked.find((each) => each.status === 'fulfilled')
    if (found) return found.value
    const [failed] = asked.filter((each) => each.status === 'rejected' && !(each.reason instanceof Refusal))
    throw ((failed ?? asked[0]) as PromiseRejectedResult).reason
  }

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    number: string,
    receipt: Receipt,
    notes: Pick<Parameters<typeof answerReceipt>[3], 'photo' | 'contact'> = {},
  ) => {
    const path = `${PAGE}/${encodeURIComponent(number)}`
    const picture = await qrPicture(`${baseUrlOf(request, publicUrl)}${path}`)
    const below = belowReceipt(request, root, { number, path, receipt, picture })
    const language = languageOf(request)
    const { communeCode: code } = receipt
    const commune = units.register.get(code, units.today(), 'commune')?.fullName ?? code
    const refusal =
      receipt.state === 'rejected' ? refusalPart(receipt, { language, root, path, commune }) : undefined
    return answerReceipt(request, reply, receipt, {
      ...{ units, publicUrl, isDemo, path, refusal, below },
      ...notes,
    })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.follow, page: PAGE })

    scope.get(
      PAGE,
      { schema: { hide: true, querystring: query({ so: Type.Optional(Type.String({ maxLength: 100 })) }) } },
      async (request, reply) => {
        const language = languageOf(request)
        const number = request.query.so?.trim()
        reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
        if (number)
          return reply.redirect(`${root}${PAGE}/${encodeURIComponent(number)}?lang=${language}`, 303)
        const title = WORDS.follow[language]
        const head = html`<link rel="stylesheet" href="${root}/assets/account-page.css">\n`
        reply.type('text/html; charset=utf-8').serializer(String)
        return plainPage(
          { language, root, title, head, hrefIn: (other) => `${root}${PAGE}?lang=${other}` },
          html`<h1>${title}</h1>
<p class="lead">${WORDS.followLead[language]}</p>
<form action="${root}${PAGE}" class="box"><input type="hidden" name="lang" value="${language}">
<p><label for="so">${WORDS.receipt[language]}</label><input id="so" name="so" required maxlength="100" autocomplete="off" autocapitalize="characters" placeholder="ABCD-2345-EFGH-6789-JKMN"></p>
<p><button>${WORDS.show[language]}</button></p></form>`,
        ).text
      },
    )

    scope.get(
      `${PAGE}/:number`,
      {
        schema: {
          hide: true,
          params: numberParams,
          querystring: query({ photo: Type.Optional(PhotoNote), contact: Type.Optional(ContactNote) }),
        },
      },
      async (request, reply) => {
        const { number } = request.params
        const receipt = await shownReceipt(strangers, request, reply, () => receiptOf(number))
        return show(request, reply, number, receipt, request.query)
      },
    )

    scope.post(
      `${PAGE}/:number`,
      {
        onRequest: guard.ask,
        schema: { hide: true, params: numberParams, querystring: query({}), body: Act },
      },
      async (request, reply) => {
        mustBeOwnSite(request, publicUrl)
        const { number } = request.params
        const { declarations, objections } = roomOf()
        const actor = guard.known(request)
        const { act, text = '' } = request.body
        if (act === 'object') {
          const own = await shownReceipt(strangers, request, reply, () =>
            objections.object(actor, number, mustSay(text)),
          )
          return reply.redirect(`${root}${PAGE}/${own}?lang=${languageOf(request)}`, 303)
        }
        await shownReceipt(strangers, request, reply, () =>
          orRefused(
            act === 'withdraw'
              ? declarations.withdraw(actor, number)
              : declarations.changeContact(actor, number, null),
          ),
        )
        const to = `${root}${PAGE}/${encodeURIComponent(number)}?lang=${languageOf(request)}`
        return reply.redirect(to, 303)
      },
    )
  })
}

/** What an objection says; throws {@link Problem} where that is nothing. */
function mustSay(text: string): string {
  if (text.trim() !== '') return text.trim()
  throw refuse('text', 'missing', 'Hãy ghi vì sao bạn không đồng ý.', 'Say why you do not agree.')
}

interface Shown {
  readonly number: string
  readonly path: string
  readonly receipt: Receipt
  readonly picture: string
}

/** What who has the receipt can do: keep it, take back what was sent, go on after a refusal. */
function belowReceipt(
  request: FastifyRequest,
  root: string,
  { number, path, receipt, picture }: Shown,
): Html {
  const language = languageOf(request)
  const { kind, state, contact } = receipt
  const waits = kind === 'declaration' && (state === 'open' || state === 'returned')
  const act = (name: string, label: string) =>
    html`<form method="post" action="${root}${path}?lang=${language}"><input type="hidden" name="act" value="${name}"><p><button class="plain">${label}</button></p></form>\n`
  return html`<section class="box"><h2>${WORDS.receipt[language]}</h2>
<p><output class="number">${number}</output></p>
<p><img src="${picture}" width="164" height="164" alt="QR"></p>
<p>${WORDS.keep[language]}</p>
</section>
${waits && act('withdraw', WORDS.withdraw[language])}
${contact !== undefined && act('forget', WORDS.withdrawContact[language])}`
}
