import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Text } from '../../../errors.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { plainPage } from '../../edge/plain-page.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'
import { areaCommunes } from '../../registry/desk/area-communes.ts'
import type { DeskFrame } from './desk-frame.ts'
import { deskView } from './desk-view.ts'
import { WORDS } from './desk-words.ts'
import { NUMBERING_PAGE, numberingView } from './numbering-view.ts'

export interface DeskPageParts {
  readonly guard: ActorGuard
  readonly publicUrl: string | undefined
  readonly csrfOf: (request: FastifyRequest) => Promise<string | undefined>
  readonly units: { readonly register: Pick<UnitRegister, 'at' | 'today'> }
}

const Opened = query({
  'dia-chi': Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Id of an address that is opened' }),
  ),
})

/** A page that its script fills, asking the same routes as any program. */
interface ScriptedPage {
  readonly path: string
  readonly title: Text
  /** Its script and style among the assets, without ending. */
  readonly asset: string
  readonly view: (desk: DeskFrame) => Html
}

const PAGES: readonly ScriptedPage[] = [
  { path: '/ban-lam-viec', title: WORDS.title, asset: 'desk-page', view: deskView },
  { path: NUMBERING_PAGE, title: WORDS.numbering, asset: 'numbering-page', view: numberingView },
]

/** `/ban-lam-viec`: where officers settle what waits in their communes; `/ban-lam-viec/danh-so`: where they number a street. */
export function deskPage(app: App, parts: DeskPageParts): void {
  const root = rootPathOf(parts.publicUrl)
  app.register(async (plain) => {
    const scope = plain as unknown as App
    tellOnPages(scope, { root, title: WORDS.title, page: '/ban-lam-viec' })
    for (const page of PAGES) addPage(scope, page, root, parts)
  })
}

function addPage(scope: App, { path, title, asset, view }: ScriptedPage, root: string, parts: DeskPageParts) {
  const { guard, csrfOf, units } = parts
  scope.get(
    path,
    { onRequest: [toLogin(parts, root), guard.check], schema: { hide: true, querystring: Opened } },
    async (request, reply) => {
      const language = languageOf(request)
      const actor = guard.of(request)
      const main = view({
        ...{ language, root, actor },
        csrf: (await csrfOf(request)) ?? '',
        communes: areaCommunes(actor, units.register),
        address: request.query['dia-chi'],
      })
      const head = html`<link rel="stylesheet" href="${root}/assets/${asset}.css">
<script type="module" src="${root}/assets/${asset}.js"></script>
<meta name="robots" content="noindex">
`
      const hrefIn = (other: string) => `${root}${path}?lang=${other}`
      return reply
        .headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
        .type('text/html; charset=utf-8')
        .serializer(String)
        .send(plainPage({ language, root, title: title[language], hrefIn, head }, main).text)
    },
  )
}
