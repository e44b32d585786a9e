import { type Static, Type } from 'typebox'
import { SEARCH_KINDS } from '../../search/search-types.ts'
import { DateField, Lat, Limit, Lon, query } from '../edge/fields.ts'

/** How many features are answered when nobody says. */
export const DEFAULT_LIMIT = 8
/** Longest query, in UTF-16 units; what is searched is at most 24 words of it. */
export const MAX_QUERY = 300
/** Longest link of a map site, in which a position is looked for. */
const MAX_LINK = 2000
/** Zoom that `lat` and `lon` mean without one: near is some 5 km. */
export const DEFAULT_ZOOM = 12

const text = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: MAX_QUERY, description }))
const common = {
  limit: Type.Optional(Limit(DEFAULT_LIMIT)),
  lat: Type.Optional(Lat),
  lon: Type.Optional(Lon),
  zoom: Type.Optional(
    Type.Number({ minimum: 0, maximum: 20, default: DEFAULT_ZOOM, description: 'How far "near" reaches' }),
  ),
  bbox: Type.Optional(Type.String({ maxLength: 100, description: 'minLon,minLat,maxLon,maxLat' })),
  commune: text('Code of a commune in force, to restrict; in a structured search also its name'),
  types: Type.Optional(
    Type.String({ maxLength: 100, description: `Of ${SEARCH_KINDS.join(', ')}, separated by commas` }),
  ),
  at: Type.Optional(DateField),
  explain: Type.Optional(
    Type.Union([Type.Literal('0'), Type.Literal('1')], { description: '1 adds the parts of each score' }),
  ),
}
const View = Type.Optional(
  Type.Union([Type.Literal('full'), Type.Literal('list')], {
    default: 'full',
    description:
      'list keeps of each feature what a list of suggestions shows; /v1/features/{id} gives the whole one. Not with explain=1',
  }),
)
/** What `/v1/autocomplete` may be asked. */
export const AutocompleteQuery = query({
  q: Type.String({ minLength: 1, maxLength: MAX_LINK, description: 'Text as typed so far' }),
  view: View,
  ...common,
})
/** What `/v1/search` may be asked: a text, or the fields of an address. */
export const SearchQuery = query({
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_LINK,
      description: 'A whole address, code, coordinate or link of a map',
    }),
  ),
  house_number: text('House number'),
  street: text('Street'),
  hamlet: text('Ấp, khu phố'),
  district: text('Former district'),
  province: text('Province, today or before'),
  postcode: text('Postal code'),
  view: View,
  interpolate: Type.Optional(
    Type.Union([Type.Literal('0'), Type.Literal('1')], {
      description: '1 puts a missing house number between its neighbours, marked `interpolated`',
    }),
  ),
  ...common,
})
/** What queries of both routes may say. */
export type CommonQuery = Omit<Static<typeof AutocompleteQuery>, 'q'> & { interpolate?: '0' | '1' }
export type SearchQuery = Static<typeof SearchQuery>
export type AutocompleteQuery = Static<typeof AutocompleteQuery>
