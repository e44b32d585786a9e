import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { checkCode } from '../../../codes/check-code.ts'
import { AddressHistory } from '../../../registry/address-history.ts'
import { isCertified } from '../../../registry/certificates/certificates.ts'
import type { StoredCertificate } from '../../../store/people/certificates/certificate-tables.ts'
import { accountFrame, type Trouble, troubleOf } from '../../accounts/account-frame.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { orRefused } from '../../registry/refused.ts'
import { thingQuery } from '../share/thing-links.ts'
import type { CertificatePapers, CertificateParts } from './certificate-papers.ts'
import { certificateText } from './certificate-text.ts'
import { officeView, type ShownAddress, type ShownOffice } from './certificate-view.ts'
import { WORDS } from './certificate-words.ts'

export const OFFICE_PAGE = '/giay-xac-nhan'
const SHOWN = 50
const Id = Type.String({ minLength: 1, maxLength: 64 })
const Csrf = Type.Optional(Type.String({ maxLength: 200 }))
const Sent = Type.Union([
  Type.Object({ csrf: Csrf, act: Type.Literal('issue'), id: Id }, { additionalProperties: false }),
  Type.Object(
    {
      ...{ csrf: Csrf, act: Type.Literal('revoke'), serial: Type.String({ minLength: 1, maxLength: 60 }) },
      reason: Type.String({ maxLength: 500 }),
    },
    { additionalProperties: false },
  ),
])

type PageParts = CertificateParts & { csrfOf: (request: FastifyRequest) => Promise<string | undefined> }

/** `/giay-xac-nhan`: an officer issues papers, sees those issued and revokes them; a citizen issues where the commune lets them. */
export function certificatePages(app: App, parts: PageParts, papers: CertificatePapers): void {
  const { guard, publicUrl, csrfOf, addressesAbout, units } = parts
  const root = rootPathOf(publicUrl)

  /** The address of an id or a code. */
  const addressOf = async (asked: string): Promise<ShownAddress | undefined> => {
    const { normalized } = checkCode(asked)
    const addresses = await addressesAbout(() => [asked, normalized])
    const known = addresses.byCode(normalized) ?? addresses.byNdas(normalized)
    const row = new AddressHistory(addresses).newest(known?.uid ?? asked)
    return row && { id: row.uid, isCertified: isCertified(row), ...certificateText(row, units) }
  }

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { 'dia-chi': asked = '', giay, sau }: Asked,
    problem?: Trouble,
  ) => {
    const actor = guard.of(request)
    const isOffice = actor.roles.has('officer') || actor.roles.has('verifier')
    const address = asked.trim() === '' ? undefined : await addressOf(asked.trim())
    const listed: readonly StoredCertificate[] = isOffice
      ? await orRefused(papers.rules.list(actor, { address: address?.id, after: sau, limit: SHOWN }))
      : []
    const language = languageOf(request)
    const shown: ShownOffice = {
      ...{ language, root, csrf: await csrfOf(request), asked, address, listed, isOffice },
      mayIssue: actor.roles.has('officer') || actor.roles.has('citizen'),
      hasUrl: publicUrl !== undefined,
      certificate: giay === undefined ? undefined : (await papers.check(giay)).certificate,
      older: listed.length === SHOWN ? listed.at(-1)?.serial : undefined,
      problem: problem?.text[language],
    }
    if (problem) reply.code(problem.status)
    const kept = { 'dia-chi': asked || undefined, giay, sau }
    const query = thingQuery(kept).slice(1)
    return accountFrame(request, reply, {
      ...{ root, title: WORDS.title, path: OFFICE_PAGE, query: query || undefined },
      main: officeView(shown),
    })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: OFFICE_PAGE })
    const options = { onRequest: [toLogin(parts, root), guard.check] }

    scope.get(
      OFFICE_PAGE,
      {
        ...options,
        schema: {
          hide: true,
          querystring: query({
            'dia-chi': Type.Optional(Type.String({ maxLength: 64 })),
            giay: Type.Optional(Type.String({ maxLength: 60 })),
            sau: Type.Optional(Type.String({ maxLength: 60 })),
          }),
        },
      },
      async (request, reply) => {
        try {
          return await show(request, reply, request.query)
        } catch (error) {
          return show(request, reply, {}, troubleOf(error))
        }
      },
    )

    scope.post(
      OFFICE_PAGE,
      { ...options, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { body } = request
        try {
          const { serial } = await done(request, body)
          return reply
            .header('cache-control', 'no-store')
            .redirect(`${root}${OFFICE_PAGE}?giay=${serial}&lang=${languageOf(request)}`, 303)
        } catch (error) {
          return show(request, reply, body.act === 'issue' ? { 'dia-chi': body.id } : {}, troubleOf(error))
        }
      },
    )
  })

  const done = (request: FastifyRequest, body: Static<typeof Sent>) =>
    body.act === 'issue'
      ? papers.issue(request, body.id)
      : orRefused(papers.rules.revoke(guard.of(request), body.serial, body.reason))
}

interface Asked {
  readonly 'dia-chi'?: string | undefined
  readonly giay?: string | undefined
  readonly sau?: string | undefined
}
