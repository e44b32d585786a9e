import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Declarations } from '../../registry/doors/declarations.ts'
import { CONSENT_WORDS } from '../../registry/people/consent-words.ts'
import { CHANNEL_KINDS, CONSENT_PURPOSES, CONTACT_ROLES } from '../../registry/people/contact-draft.ts'
import type { DeclaredContactPatch } from '../../registry/people/declared-contact.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import type { DoorParts } from './door.ts'
import { answerReceipt, type ReceiptParts } from './receipt-answer.ts'
import { numberParams, shownReceipt } from './receipt-door.ts'

export interface DeclaredContactParts extends DoorParts, ReceiptParts {
  readonly doors: { readonly declarations: Declarations } | undefined
}

/** Members by name, each of the schema that a function makes. */
const each = (names: readonly string[], schema: (name: string) => object) =>
  Object.fromEntries(names.map((name) => [name, schema(name)]))
const TEXT = { minLength: 1, maxLength: 300 }
const PERSON = {
  role: { type: 'string', enum: [...CONTACT_ROLES], description: 'What the declarer is to the object' },
  name: { type: 'string', minLength: 1, maxLength: 200 },
}
const PURPOSES = each(CONSENT_PURPOSES, (purpose) => {
  const { vi, en } = CONSENT_WORDS[purpose as keyof typeof CONSENT_WORDS]
  return { type: 'boolean', description: `${vi} · ${en}` }
})

/** The declarer's contact in a declaration; flat, so that a form sends it as `contact.phone`. */
export const DeclaredContactBody = Type.Unsafe<DeclaredContactPatch>({
  type: 'object',
  properties: { ...PERSON, ...each(CHANNEL_KINDS, () => ({ type: 'string', ...TEXT })), ...PURPOSES },
  additionalProperties: false,
  description:
    'Liên hệ của người khai, được niêm phong; mỗi mục đích chỉ khi đồng ý · The declarer’s contact, kept sealed; each purpose only where agreed to',
})

const PatchBody = Type.Object(
  {
    contact: Type.Unsafe<DeclaredContactPatch | null>({
      type: ['object', 'null'],
      properties: {
        ...PERSON,
        ...each(CHANNEL_KINDS, () => ({ type: ['string', 'null'], ...TEXT })),
        ...PURPOSES,
      },
      additionalProperties: false,
      minProperties: 1,
      description: 'Merged as RFC 7396: false withdraws a consent, null a channel or all of it',
    }),
  },
  { additionalProperties: false },
)

/** The contact of a declaration; of a form one of whose boxes stands at a role, and nothing more, none. */
export function contactOf(
  contact: DeclaredContactPatch | undefined,
  isForm: boolean,
): DeclaredContactPatch | undefined {
  if (isForm && contact && Object.keys(contact).every((field) => field === 'role')) return undefined
  return contact
}

/** `PATCH /v1/declarations/{number}/consents`: who shows the receipt changes or withdraws the contact that was declared. */
export function consentRoute(app: App, parts: DeclaredContactParts): void {
  const { doors, guard, strangers, units, publicUrl, isDemo } = parts
  app.patch(
    '/v1/declarations/:number/consents',
    {
      onRequest: guard.ask,
      schema: {
        operationId: 'changeConsents',
        tags: ['declarations'],
        summary:
          'Đổi, rút lại liên hệ và đồng ý của người khai, theo biên nhận · Change or withdraw the declarer’s contact and consents, by the receipt',
        params: numberParams,
        querystring: query({}),
        body: PatchBody,
        response: {
          200: Json('the receipt; contact: state and consents, or null, never name or number'),
        },
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const { contact } = request.body
      const receipt = await shownReceipt(strangers, request, reply, async () => {
        if (doors === undefined) throw new Problem('no-proposals')
        return doors.declarations.changeContact(guard.known(request), number, contact)
      })
      const path = `/v1/declarations/${encodeURIComponent(number)}`
      return answerReceipt(request, reply, receipt, { units, publicUrl, isDemo, path })
    },
  )
}
