import { distance } from '../../geo/distance.ts'
import { getJson } from '../api/client.ts'
import type { LayersReply, NearbyReply, NearFeature } from '../api/replies.ts'

/** What can be looked for nearest, with the kinds of places and the thematic layers that have it. */
export const NEAR_KINDS = {
  clinic: { places: ['health', 'clinic', 'hospital'], layers: ['health'] },
  school: { places: ['school', 'kindergarten'], layers: ['education'] },
  office: { places: ['government'], layers: [] },
  market: { places: ['market'], layers: [] },
  fuel: { places: ['fuel'], layers: [] },
} as const satisfies Record<string, { places: readonly string[]; layers: readonly string[] }>
export type NearKind = keyof typeof NEAR_KINDS

const LIMIT = 8
/** Two things of one name so near to one another are the same. */
const SAME_METRES = 100

/** The nearest of a kind from places and thematic layers, nearest first, each once. */
export async function nearest(
  kind: NearKind,
  { lon, lat }: { lon: number; lat: number },
  lang: string,
  signal: AbortSignal,
): Promise<NearFeature[]> {
  const here = { lat, lon, lang }
  const { places, layers } = NEAR_KINDS[kind]
  // which kinds and layers there are is asked first: a wrong one is refused
  const [known, catalogue] = await Promise.all([
    getJson<NearbyReply>('/v1/nearby', { layer: 'place', limit: 1, ...here }, signal),
    layers.length > 0 ? getJson<LayersReply>('/v1/layers', {}, signal) : { layers: [] },
  ])
  const ids = catalogue.layers.map(({ id }) => id)
  const asked = [
    ...places
      .filter((each) => known.kinds.includes(each))
      .map((each) => ({ layer: 'place', kind: each as string | undefined })),
    ...layers.filter((each) => ids.includes(each)).map((layer) => ({ layer, kind: undefined })),
  ]
  const replies = await Promise.all(
    asked.map((one) => getJson<NearbyReply>('/v1/nearby', { ...one, limit: LIMIT, ...here }, signal)),
  )
  const all = replies
    .flatMap(({ features }) => features)
    .sort((a, b) => a.properties.distance - b.properties.distance)
  const told: NearFeature[] = []
  for (const one of all) if (told.every((other) => !isSame(one, other))) told.push(one)
  return told.slice(0, LIMIT)
}

function isSame(a: NearFeature, b: NearFeature): boolean {
  const [[x, y], [u, v]] = [a.geometry.coordinates, b.geometry.coordinates]
  return a.properties.name === b.properties.name && distance(x, y, u, v) < SAME_METRES
}
