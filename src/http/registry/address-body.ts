import { type Static, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import { attributesText } from '../../parsing/address-attributes.ts'
import type { AddressChanges } from '../../registry/actions/change-address.ts'
import type { AddressDraft } from '../../registry/actions/create-address.ts'
import { isDate } from '../../units/calendar.ts'
import { DateField, Lat, Lon } from '../edge/fields.ts'

const text = (maxLength: number, description: string) =>
  Type.Union([Type.String({ minLength: 1, maxLength, description }), Type.Null()])
const code = (pattern: string, description: string) => Type.String({ pattern, description })
/** Why, in a few words. */
export const Reason = Type.String({ minLength: 1, maxLength: 200 })
/** At length. */
export const Words = Type.String({ minLength: 1, maxLength: 2000 })
export const CommuneCode = code('^\\d{5}$', 'Code of a commune of today')

/** Fields of an address by the names of import files. */
const FIELDS = {
  class: Type.Integer({ minimum: 1, maximum: 5, description: 'Object class of Phụ lục II' }),
  lon: Lon,
  lat: Lat,
  commune_code: CommuneCode,
  house_number: Type.Optional(text(50, 'House number with its alleys, 51/9')),
  street: Type.Optional(text(200, 'Street')),
  hamlet: Type.Optional(text(200, 'Hamlet or quarter, with its word: Ấp 3')),
  hamlet_uid: Type.Optional(
    text(64, 'Id of the hamlet, where its name leaves several; its name is written from it'),
  ),
  group: Type.Optional(text(100, 'Tổ')),
  name: Type.Optional(text(200, 'Name of the object; never shown of a home')),
  former_commune_code: Type.Optional(
    Type.Union([code('^\\d{5}$', 'Code of the commune before the reform'), Type.Null()]),
  ),
  postcode: Type.Optional(Type.Union([code('^\\d{5}$', 'Postal code'), Type.Null()])),
  position: Type.Optional(text(20, 'Where on the object the point lies')),
  raw_text: Type.Optional(text(1000, 'As it was declared; never shown')),
  valid_from: Type.Optional(DateField),
  attributes: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^(?!position_)[a-z_]{1,40}$' }),
      // One schema of three types: of a union each part would turn the value into its own type first.
      Type.Unsafe<string | number | null>({
        type: ['integer', 'string', 'null'],
        minLength: 1,
        maxLength: 200,
      }),
      {
        maxProperties: 30,
        additionalProperties: false,
        description:
          'Values of profile fields without a column, by field, as households; null removes one; never shown',
      },
    ),
  ),
}
/** A new address. */
export const CreateBody = Type.Object(FIELDS, { additionalProperties: false })
/** What of an address changes; why, where another person must agree. */
export const ChangeBody = Type.Object(
  { ...Type.Partial(Type.Object(FIELDS)).properties, reason: Type.Optional(Reason) },
  { additionalProperties: false, minProperties: 1 },
)

/** What a step of the life cycle may ask for. */
export const PARTICULARS = {
  to: Type.Union(['created', 'verified', 'official', 'retired'].map((state) => Type.Literal(state))),
  method: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  date: Type.Optional(DateField),
  decision: Type.Optional(
    Type.Object(
      { number: Type.String({ minLength: 1, maxLength: 100 }), date: DateField },
      { additionalProperties: false },
    ),
  ),
  reason: Type.Optional(Reason),
  text: Type.Optional(Words),
  successors: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50, uniqueItems: true }),
  ),
}

/** A new address as the registry takes it; throws {@link Problem} for a day that is none. */
export function draftOf(body: Static<typeof CreateBody>): AddressDraft {
  mustBeDay('valid_from', body.valid_from)
  const { group = null, valid_from, attributes = {}, ...fields } = body
  return {
    name: null,
    house_number: null,
    street: null,
    hamlet: null,
    former_commune_code: null,
    postcode: null,
    position: null,
    raw_text: null,
    ...fields,
    group_name: group,
    source: null,
    ndas: null,
    attributes: attributesText(attributes),
    ...(valid_from !== undefined && { valid_from }),
  }
}

/** What of an address changes, as the registry takes it; throws {@link Problem} for a day that is none. */
export function changesOf({ reason: _, ...body }: Static<typeof ChangeBody>): AddressChanges {
  mustBeDay('valid_from', body.valid_from)
  const { group, attributes, ...fields } = body
  return {
    ...fields,
    ...(group !== undefined && { group_name: group }),
    ...(attributes !== undefined && { attributes: JSON.stringify(attributes) }),
  } as AddressChanges
}

/** Throws {@link Problem} for a day that the calendar does not have. */
export function mustBeDay(path: string, day: string | undefined): void {
  if (day === undefined || isDate(day)) return
  throw refuse(
    path,
    'not-a-date',
    `${path} = "${day}" không phải là một ngày có thật.`,
    `${path} = "${day}" is not a day of the calendar.`,
  )
}
