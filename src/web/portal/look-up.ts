import { getJson, RequestFailed } from '../api/client.ts'
import type { CodeReply, Place, QueryRemark, ReverseReply, SearchReply, Suggestion } from '../api/replies.ts'
import type { Mine } from '../card/facts.ts'
import type { Target } from '../permalink.ts'
import { pointPlace } from './point-place.ts'

/** What a target turned out to be. */
export type Found =
  | {
      kind: 'place'
      place: Place
      warnings: readonly string[]
      mine?: Mine
      /** Code of the former commune that the text named, of those that the place was in. */
      former?: string
    }
  | { kind: 'code'; reply: CodeReply }
  | { kind: 'outside'; lon: number; lat: number }
  | { kind: 'remark'; remark: QueryRemark }

/** Asks the server for what a link or a click stands for; throws RequestFailed `missing` when nothing does. */
export async function lookUp(target: Target, lang: string, signal: AbortSignal): Promise<Found> {
  if (target.kind === 'code') {
    const path = `/v1/codes/${encodeURIComponent(target.code)}`
    const reply = await getJson<CodeReply>(path, { lang }, signal)
    return reply.address ? found(reply.address) : { kind: 'code', reply }
  }
  if (target.kind === 'id')
    return found(await getJson<Place>(`/v1/addresses/${encodeURIComponent(target.id)}`, { lang }, signal))
  if (target.kind === 'point') {
    const { lat, lon } = target
    const point = pointPlace(await getJson<ReverseReply>('/v1/reverse', { lat, lon, lang }, signal), lon, lat)
    return point ? { kind: 'place', ...point } : { kind: 'outside', lon, lat }
  }
  const { features, vn } = await getJson<SearchReply>('/v1/search', { q: target.q, limit: 1, lang }, signal)
  if (features[0]) return found(features[0])
  if (vn && vn.warnings.length > 0) return { kind: 'remark', remark: vn }
  throw new RequestFailed('missing')
}

/** Metres beyond which the nearest address says nothing about where the visitor is. */
const FAR_OFF = 200

/** What stands where the visitor is: the nearest address where the position is good enough, else the position in its commune. */
export async function lookUpMine(mine: Mine, lang: string, signal: AbortSignal): Promise<Found> {
  const { lat, lon, accuracy } = mine
  const types = accuracy > FAR_OFF ? 'commune' : undefined
  const reply = await getJson<ReverseReply>('/v1/reverse', { lat, lon, lang, types }, signal)
  const point = pointPlace(reply, lon, lat)
  if (!point) return { kind: 'outside', lon, lat }
  const warnings = types ? point.warnings.filter((one) => one !== 'no-address-near') : point.warnings
  return { kind: 'place', place: point.place, warnings, mine }
}

/** Asks for the whole of a suggestion to a text; what was said of the text goes on being said. */
export async function lookUpSuggestion(
  { id, properties: { vn } }: Suggestion,
  text: string,
  lang: string,
  signal: AbortSignal,
): Promise<Found & { kind: 'place' }> {
  const { grade, warnings } = vn
  const isMissing = warnings?.includes('house-number-not-found')
  const [whole, nearest] = await Promise.all([
    getJson<Place>(`/v1/features/${encodeURIComponent(id)}`, { lang }, signal),
    isMissing ? nearestNumbers(id, text, lang, signal) : undefined,
  ])
  const said = {
    ...(grade ? { grade } : {}),
    ...(warnings ? { warnings } : {}),
    ...(nearest ? { nearest } : {}),
  }
  const { properties } = whole
  const named = vn.former?.[0]?.full_name
  const former = properties.vn.former?.find(({ commune }) => commune?.name === named)?.commune?.code
  return {
    ...found({ ...whole, properties: { ...properties, vn: { ...properties.vn, ...said } } }),
    ...(former === undefined ? {} : { former }),
  }
}

/** The numbers near one that does not exist are of the text, not of the street: the whole answer has them. */
async function nearestNumbers(
  id: string,
  q: string,
  lang: string,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const { features } = await getJson<SearchReply>('/v1/autocomplete', { q, lang }, signal)
  return features.find((one) => one.id === id)?.properties.vn.nearest
}

function found(place: Place): Found & { kind: 'place' } {
  return { kind: 'place', place, warnings: [] }
}
