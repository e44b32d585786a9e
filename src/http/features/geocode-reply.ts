import type { Feature, Point } from 'geojson'
import { shownDegrees } from '../../geo/shown-degrees.ts'

export const LICENCE = 'CC-BY 4.0 (dữ liệu địa chỉ / address data); see /docs'
export const ATTRIBUTION = 'diachiso'

/** GeocodeJSON 0.1.0's own list of types. */
export type GeocodeType =
  | 'house'
  | 'street'
  | 'locality'
  | 'district'
  | 'city'
  | 'county'
  | 'state'
  | 'country'

/** JSON leaves out what is undefined. */
export interface GeocodeProperties {
  geocoding: {
    type: GeocodeType
    label: string
    name?: string | undefined
    housenumber?: string | undefined
    street?: string | undefined
    locality?: string | undefined
    city?: string | undefined
    state?: string | undefined
    country: string
    postcode?: string | undefined
    /** Metres. */
    accuracy?: number
    admin: { level4?: string | undefined; level6?: string | undefined }
  }
  vn: Record<string, unknown>
}

/** Geometry is null where nobody knows the place. */
export type GeocodeFeature = Feature<Point | null, GeocodeProperties>

/** A point geometry with six decimals, about a decimetre; null without a position. */
export function pointOrNull(position: readonly [number, number] | undefined): Point | null {
  return position
    ? { type: 'Point', coordinates: [shownDegrees(position[0]), shownDegrees(position[1])] }
    : null
}

/**
 * A FeatureCollection in the shape of GeocodeJSON 0.1.0, with our own block `vn` beside it when given.
 * @param others who else is to be named for the features
 */
export function geocodeReply<Features extends Iterable<{ type: 'Feature' }>>(
  query: string,
  features: Features,
  vn?: Record<string, unknown>,
  others: readonly string[] = [],
) {
  return {
    type: 'FeatureCollection' as const,
    geocoding: {
      version: '0.1.0',
      licence: LICENCE,
      attribution: [ATTRIBUTION, ...others].join('; '),
      query,
    },
    ...(vn ? { vn } : {}),
    features,
  }
}

/** The JSON of {@link geocodeReply} with features that are JSON already. */
export function geocodeText(
  query: string,
  features: readonly string[],
  vn?: Record<string, unknown>,
  others: readonly string[] = [],
): string {
  const end = ']}'
  const reply = JSON.stringify(geocodeReply(query, [], vn, others))
  return `${reply.slice(0, -end.length)}${features.join(',')}${end}`
}
