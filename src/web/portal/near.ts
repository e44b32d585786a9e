import { distance } from '../../geo/distance.ts'
import { getJson } from '../api/client.ts'
import type { LayersReply, NearbyReply, NearFeature } from '../api/replies.ts'

/** What can be looked for nearest, with the kinds of places, the thematic layers and the kinds of the base map that have it. */
export const NEAR_KINDS = {
  clinic: {
    places: ['health', 'clinic', 'hospital'],
    layers: ['health'],
    base: ['Trạm y tế, phòng khám', 'Bệnh viện', 'Phòng khám'],
  },
  school: {
    places: ['school', 'kindergarten'],
    layers: ['education'],
    base: ['Trường học', 'Trường mầm non'],
  },
  office: { places: ['government'], layers: [], base: ['Uỷ ban nhân dân'] },
  market: { places: ['market'], layers: [], base: ['Chợ'] },
  fuel: { places: ['fuel'], layers: [], base: ['Cây xăng'] },
} as const satisfies Record<string, Record<'places' | 'layers' | 'base', readonly string[]>>
export type NearKind = keyof typeof NEAR_KINDS

const LIMIT = 8
/** Two things of one name so near to one another are the same. */
const SAME_METRES = 100

/** The nearest of a kind from places, thematic layers and the base map, nearest first, each once: as the register has it where both do. */
export async function nearest(
  kind: NearKind,
  { lon, lat }: { lon: number; lat: number },
  lang: string,
  signal: AbortSignal,
): Promise<NearFeature[]> {
  const here = { lat, lon, lang }
  const { places, layers, base } = NEAR_KINDS[kind]
  // which kinds and layers there are is asked first: a wrong one is refused
  const kindsOf = (layer: string) => getJson<NearbyReply>('/v1/nearby', { layer, limit: 1, ...here }, signal)
  const [known, others, catalogue] = await Promise.all([
    kindsOf('place'),
    kindsOf('poi'),
    layers.length > 0 ? getJson<LayersReply>('/v1/layers', {}, signal) : { layers: [] },
  ])
  const ids = catalogue.layers.map(({ id }) => id)
  const asked = [
    ...places
      .filter((each) => known.kinds.includes(each))
      .map((each) => ({ layer: 'place', kind: each as string | undefined })),
    ...layers.filter((each) => ids.includes(each)).map((layer) => ({ layer, kind: undefined })),
    ...base.filter((each) => others.kinds.includes(each)).map((kind) => ({ layer: 'poi', kind })),
  ]
  const replies = await Promise.all(
    asked.map((one) => getJson<NearbyReply>('/v1/nearby', { ...one, limit: LIMIT, ...here }, signal)),
  )
  const isOfBase = ({ properties }: NearFeature) => Number(properties.basemap !== undefined)
  const byDistance = (a: NearFeature, b: NearFeature) => a.properties.distance - b.properties.distance
  const all = replies
    .flatMap(({ features }) => features)
    .sort((a, b) => isOfBase(a) - isOfBase(b) || byDistance(a, b))
  const told: NearFeature[] = []
  for (const one of all) if (told.every((other) => !isSame(one, other))) told.push(one)
  return told.sort(byDistance).slice(0, LIMIT)
}

function isSame(a: NearFeature, b: NearFeature): boolean {
  const [[x, y], [u, v]] = [a.geometry.coordinates, b.geometry.coordinates]
  return (
    a.properties.name === b.properties.name &&
    a.properties.name !== null &&
    distance(x, y, u, v) < SAME_METRES
  )
}
