import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { Actor } from '../../../registry/actor.ts'
import { FIRST_NUMBER } from '../../../registry/batches/layers/layer-content.ts'
import { accountFrame, troubleOf } from '../../accounts/account-frame.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { type AddressBatchParts, type BatchDesk, deskOf, Id } from '../batch-desk.ts'
import { receiveBatch } from '../receive-batch.ts'
import { layerPage, type ShownLayers } from './layer-view.ts'
import { WORDS } from './layer-words.ts'

export interface LayerPageParts extends AddressBatchParts {
  publicUrl: string | undefined
  csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

const PAGE = '/tai-khoan/lop'
const REFUSED = 50
const FEATURES = 1000
const Rule = Type.String({ minLength: 1, maxLength: 40 })
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    act: Type.Union([Type.Literal('apply'), Type.Literal('publish'), Type.Literal('undo')]),
    id: Id,
    yes: Type.Optional(Type.Union([Rule, Type.Array(Rule, { maxItems: 50 })])),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)

/** `/tai-khoan/lop`: an agency sends files of its layers, looks at what they do, applies, publishes and takes back, without scripts. */
export function layerPageRoutes(app: App, parts: LayerPageParts): void {
  const { guard, publicUrl, csrfOf } = parts
  const root = rootPathOf(publicUrl)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string | undefined,
    more: Pick<ShownLayers, 'problem' | 'left'> = {},
  ) => {
    const actor = guard.of(request)
    const desk = deskOf(parts)
    const main = layerPage({
      ...{ language: languageOf(request), root, csrf: await csrfOf(request) },
      rights: await desk.layers.rights.list(actor.office),
      batches: (await desk.acts.list(actor)).filter(({ kind }) => kind === 'layer'),
      ...(id !== undefined && { batch: await looked(desk, actor, id) }),
      ...more,
    })
    const query = id === undefined ? undefined : `batch=${encodeURIComponent(id)}`
    return accountFrame(request, reply, { root, title: WORDS.title, path: PAGE, query, main })
  }
  const to = (request: FastifyRequest, reply: FastifyReply, id: string) =>
    reply
      .header('cache-control', 'no-store')
      .redirect(`${root}${PAGE}?batch=${encodeURIComponent(id)}&lang=${languageOf(request)}`, 303)
  const trouble = (request: FastifyRequest, reply: FastifyReply, error: unknown, id?: string) => {
    const { status, text } = troubleOf(error)
    reply.code(status)
    return show(request, reply, id, { problem: text[languageOf(request)] })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    await plain.register(multipart, { throwFileSizeLimit: false })
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const options = { onRequest: [toLogin(parts, root), guard.check] }

    scope.get(
      PAGE,
      { ...options, schema: { hide: true, querystring: query({ batch: Type.Optional(Id) }) } },
      async (request, reply) => {
        const { batch } = request.query
        try {
          return await show(request, reply, batch)
        } catch (error) {
          return trouble(request, reply, error)
        }
      },
    )

    scope.post(
      PAGE,
      { ...options, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { id } = request.body
        const actor = guard.of(request)
        let left: readonly string[]
        try {
          left = await done(deskOf(parts), actor, request.body)
        } catch (error) {
          const isSeen = await looked(deskOf(parts), actor, id).then(
            () => true,
            () => false,
          )
          return trouble(request, reply, error, isSeen ? id : undefined)
        }
        return left.length > 0 ? show(request, reply, id, { left }) : to(request, reply, id)
      },
    )

    scope.post(
      `${PAGE}/tep`,
      {
        onRequest: [...options.onRequest, parts.forms.proofs.byForm],
        schema: { hide: true, querystring: query({}) },
      },
      async (request, reply) => {
        try {
          return to(request, reply, await receiveBatch(request, parts))
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          return trouble(request, reply, error)
        }
      },
    )
  })
}

/** Does what a form asks for; returns the features that were left as they are. */
async function done(
  { acts, layers, reports }: BatchDesk,
  actor: Actor,
  { act, id, yes = [], reason }: Static<typeof Sent>,
): Promise<readonly string[]> {
  const confirmed = { yes: [yes].flat(), reason }
  if (act === 'undo') return (await acts.undo(actor, id, reason)).left
  if (act === 'apply') await acts.apply(actor, id, confirmed)
  else {
    const { batch } = await reports.report(actor, id)
    await layers.writing.publish(actor, batch.layer ?? '', confirmed)
  }
  return []
}

/** A batch with its first refused rows, and the first of its features. */
async function looked(
  { reports }: BatchDesk,
  actor: Actor,
  id: string,
): Promise<NonNullable<ShownLayers['batch']>> {
  const report = await reports.report(actor, id)
  return {
    report,
    refused: await reports.rows(actor, id, { which: 'refused', after: 0, limit: REFUSED }),
    features: await reports.rows(actor, id, { after: FIRST_NUMBER, limit: FEATURES }),
  }
}
