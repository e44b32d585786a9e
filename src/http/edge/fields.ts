import { type TProperties, Type } from 'typebox'
import { LANGUAGE_CODES } from '../../errors.ts'

/** The type of an answer that is JSON already when it is sent. */
export const JSON_TYPE = 'application/json; charset=utf-8'

/** `lang`: the language of messages; accepted by every route. */
export const Lang = Type.Optional(
  Type.Union(
    LANGUAGE_CODES.map((code) => Type.Literal(code)),
    { description: 'Language of messages, vi by default' },
  ),
)
export const Lat = Type.Number({
  minimum: -90,
  maximum: 90,
  description: 'Latitude in decimal degrees, WGS 84',
})
export const Lon = Type.Number({
  minimum: -180,
  maximum: 180,
  description: 'Longitude in decimal degrees, WGS 84',
})
export const DateField = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'A day, YYYY-MM-DD, at +07:00',
})
export const MomentField = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
  description: 'A moment, ISO 8601 with its offset, or a day: its end at +07:00',
})
export const InstantField = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'A moment, ISO 8601 with its offset',
})
export const Limit = (fallback: number, max = 20) =>
  Type.Integer({ minimum: 1, maximum: max, default: fallback, description: `How many, 1 to ${max}` })

/** A query string of these parameters and `lang`; any other parameter is refused. */
export function query<P extends TProperties>(properties: P) {
  return Type.Object({ ...properties, lang: Lang }, { additionalProperties: false })
}

/** The schema of an answer whose fields the API's description does not list. */
export const Json = (description: string) =>
  Type.Unsafe<unknown>({ type: 'object', additionalProperties: true, description })
