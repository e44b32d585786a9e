import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { ERRORS, type Language, Problem } from '../../errors.ts'
import type { Actor } from '../../registry/actor.ts'
import type { Declarations, Declared } from '../../registry/doors/declarations.ts'
import type { Evidence } from '../../registry/doors/evidence.ts'
import { Refusal } from '../../registry/refusal.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { CreateBody, changesOf, draftOf, Words } from '../registry/address-body.ts'
import { findingJson } from '../registry/finding-json.ts'
import { revisionOf } from '../registry/if-match.ts'
import { orRefused } from '../registry/refused.ts'
import { consentRoute, contactOf, DeclaredContactBody } from './declared-contact.ts'
import { type DoorParts, doorHooks, keyOf } from './door.ts'
import { FORM_BYTES, type PhotoFile } from './form-bodies.ts'
import { answerReceipt, type ReceiptParts } from './receipt-answer.ts'
import { numberParams, shownReceipt } from './receipt-door.ts'

export interface DeclarationParts extends DoorParts, ReceiptParts {
  /** Undefined where `people.db` cannot be used. */
  readonly doors: { readonly declarations: Declarations; readonly evidence: Evidence } | undefined
}

/** What a declaration is sent as. */
export const DeclareBody = Type.Object(
  { ...CreateBody.properties, text: Type.Optional(Words), contact: Type.Optional(DeclaredContactBody) },
  { additionalProperties: false },
)

/** What its author adds or changes. */
const CompleteBody = Type.Object(
  { ...Type.Partial(Type.Object(CreateBody.properties)).properties, text: Type.Optional(Words) },
  { additionalProperties: false, minProperties: 1 },
)

/** Why the photo of a form was not kept. */
const PHOTO_PROBLEMS = [
  'no-more-photos',
  'not-a-photo',
  'photo-too-large',
  'photos-busy',
  'evidence-there',
] as const
/** Told by the page of a receipt. */
export const PhotoNote = Type.Unsafe<(typeof PHOTO_PROBLEMS)[number]>({
  type: 'string',
  enum: [...PHOTO_PROBLEMS],
  description: 'Why the photo of a form was not kept; its page says so',
})

/** Told by the page of a receipt. */
export const ContactNote = Type.Unsafe<'people-key'>({
  type: 'string',
  enum: ['people-key'],
  description: 'Why the contact of a form was not kept; its page says so',
})

/** `/v1/declarations`: an address that is not there yet, from anybody, and what its receipt shows. */
export function declarationRoutes(app: App, parts: DeclarationParts): void {
  app.register(async (scope) => {
    await parts.forms.accept(scope as unknown as FastifyInstance)
    declareRoute(scope as unknown as App, parts)
  })
  receiptRoutes(app, parts)
  consentRoute(app, parts)
}

function declareRoute(app: App, parts: DeclarationParts): void {
  const { forms, publicUrl } = parts
  app.post(
    '/v1/declarations',
    {
      ...doorHooks(parts),
      bodyLimit: FORM_BYTES,
      schema: {
        operationId: 'declareAddress',
        tags: ['declarations'],
        summary: 'Khai báo một địa chỉ chưa có · Declare an address that is not there yet',
        description:
          'Không cần tài khoản: kèm x-form-token của /v1/challenge. Biểu mẫu không có mã lệnh: urlencoded hay multipart, được trả lời 303 · Needs no account, but x-form-token of /v1/challenge. Forms without scripts: urlencoded or multipart, answered 303',
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        querystring: query({}),
        body: DeclareBody,
        response: {
          201: Json(
            'number of the receipt, told this once, state, findings, contact (kept, or why not), demonstration: true of a record that is so',
          ),
          303: Json('where the receipt is, for a form'),
        },
      },
    },
    async (request, reply) => {
      const { number, findings, isContactKept, notes } = await orRefused(
        takeDeclaration(parts, request, request.body),
      )
      const path = `${rootPathOf(publicUrl)}/v1/declarations/${number}`
      reply.headers({ location: notes ? `${path}?${notes}` : path, 'cache-control': 'no-store' })
      if (forms.of(request)) return reply.code(303).send()
      const language = languageOf(request)
      reply.code(201)
      return {
        ...{ number, state: 'open', demonstration: parts.isDemo() },
        findings: findings.map((each) => findingJson(each, language)),
        ...(isContactKept !== undefined && { contact: contactKept(isContactKept, language) }),
      }
    },
  )
}

/**
 * Takes the declaration that a request has sent, with the photo of its form. Throws {@link Refusal} and {@link Problem}.
 *
 * @returns also `notes`, the parameters by which its receipt says what was not kept
 */
export async function takeDeclaration(
  parts: DeclarationParts,
  request: FastifyRequest,
  body: Static<typeof DeclareBody>,
): Promise<Declared & { readonly notes: string }> {
  const { guard, forms } = parts
  const { declarations, evidence } = roomOf(parts)
  const { text, contact, ...fields } = body
  const isForm = forms.of(request) !== undefined
  const sent = { text, request: keyOf(forms, request), contact: contactOf(contact, isForm) }
  const declared = await declarations.declare(guard.known(request), draftOf(fields), sent)
  const without = await keptPhoto(evidence, guard.known(request), declared.number, forms.photo(request))
  const notes = new URLSearchParams({
    ...(without !== undefined && { photo: without }),
    ...(declared.isContactKept === false && { contact: 'people-key' }),
  }).toString()
  return { ...declared, notes }
}

/** Whether the contact that came along is kept, and if not, why. */
function contactKept(isKept: boolean, language: Language) {
  if (isKept) return { kept: true, state: 'unproven' }
  return { kept: false, code: 'people-key', title: ERRORS['people-key'].title[language] }
}

/** Keeps the photo that came along; the declaration is in without it where it cannot be kept: then why. */
async function keptPhoto(
  evidence: Evidence,
  actor: Actor | undefined,
  number: string,
  photo: PhotoFile | undefined,
): Promise<string | undefined> {
  if (photo === undefined || typeof photo === 'string') return photo
  try {
    await evidence.add(actor, number, photo)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

function receiptRoutes(app: App, parts: DeclarationParts): void {
  const { guard, strangers, units, publicUrl, isDemo } = parts
  const answer = { units, publicUrl, isDemo }
  const path = (number: string) => `/v1/declarations/${encodeURIComponent(number)}`
  const schema = {
    tags: ['declarations'],
    params: numberParams,
    querystring: query({ photo: Type.Optional(PhotoNote), contact: Type.Optional(ContactNote) }),
    response: { 200: Json('state, dates, commune, what it waits for, the reason; never what was sent') },
  }

  app.get(
    '/v1/declarations/:number',
    {
      schema: {
        ...schema,
        operationId: 'getDeclaration',
        summary: 'Biên nhận của một khai báo · The receipt of a declaration',
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const shown = () => roomOf(parts).declarations.receipt(number)
      const receipt = await shownReceipt(strangers, request, reply, shown)
      const { photo, contact } = request.query
      return answerReceipt(request, reply, receipt, { ...answer, path: path(number), photo, contact })
    },
  )

  app.patch(
    '/v1/declarations/:number',
    {
      onRequest: guard.ask,
      bodyLimit: FORM_BYTES,
      schema: {
        ...schema,
        operationId: 'completeDeclaration',
        summary:
          'Bổ sung khai báo đã bị trả lại, với If-Match · Complete a declaration that was sent back, with If-Match',
        querystring: query({}),
        body: CompleteBody,
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const { text, ...fields } = request.body
      const revision = revisionOf(request)
      const amendment = { changes: changesOf(fields), text }
      const { receipt, findings } = await shownReceipt(strangers, request, reply, () =>
        roomOf(parts).declarations.complete(guard.known(request), number, revision, amendment),
      )
      const language = languageOf(request)
      const shown = answerReceipt(request, reply, receipt, { ...answer, path: path(number) })
      if (typeof shown === 'string') return shown
      return { ...shown, findings: findings.map((each) => findingJson(each, language)) }
    },
  )

  app.delete(
    '/v1/declarations/:number',
    {
      onRequest: guard.ask,
      schema: {
        ...schema,
        operationId: 'withdrawDeclaration',
        summary: 'Rút lại một khai báo · Withdraw a declaration',
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const shown = () => roomOf(parts).declarations.withdraw(guard.known(request), number)
      const receipt = await shownReceipt(strangers, request, reply, shown)
      return answerReceipt(request, reply, receipt, { ...answer, path: path(number) })
    },
  )
}

function roomOf({ doors }: DeclarationParts) {
  if (doors) return doors
  throw new Problem('no-proposals')
}
