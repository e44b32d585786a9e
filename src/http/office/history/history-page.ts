import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { shownVersion } from '../../../registry/shown-version.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import { accountFrame, troubleOf } from '../../accounts/account-frame.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { addressFeature, type UnitKnowledge } from '../../features/address-feature.ts'
import { type AddressAuditParts, addressAudited } from '../../registry/desk/address-audit.ts'
import { historyPage, PAGE, type ShownHistory } from './history-view.ts'
import { WORDS } from './history-words.ts'

export interface HistoryPageParts extends AddressAuditParts {
  readonly units: UnitKnowledge & { readonly register: UnitRegister }
  readonly publicUrl: string | undefined
}

/** `/ban-lam-viec/lich-su`: who changed an address, when, why and on what basis, without scripts. */
export function historyPageRoutes(app: App, parts: HistoryPageParts): void {
  const { guard, units, publicUrl } = parts
  const root = rootPathOf(publicUrl)

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    about: string,
    more: Pick<ShownHistory, 'found' | 'problem'>,
  ) => {
    const communeName = (code: string) =>
      (units.register.get(code, units.today(), 'commune') ?? units.register.versions(code).at(-1))
        ?.fullName ?? code
    const main = historyPage({ language: languageOf(request), root, about, communeName, ...more })
    const query = about === '' ? undefined : String(new URLSearchParams({ about }))
    return accountFrame(request, reply, {
      ...{ root, title: WORDS.title, path: PAGE, query, style: 'office-page', main },
    })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    scope.get(
      PAGE,
      {
        onRequest: [toLogin(parts, root), guard.check],
        schema: { hide: true, querystring: query({ about: Type.Optional(Type.String({ maxLength: 64 })) }) },
      },
      async (request, reply) => {
        const about = request.query.about?.trim() ?? ''
        if (about === '') return show(request, reply, about, {})
        try {
          const audited = await addressAudited(parts, guard.of(request), about)
          const { label } = addressFeature(shownVersion(audited.present), units).properties.geocoding
          return show(request, reply, about, { found: { label: label ?? about, audited } })
        } catch (error) {
          const { status, text } = troubleOf(error)
          reply.code(status)
          return show(request, reply, about, { problem: text[languageOf(request)] })
        }
      },
    )
  })
}
