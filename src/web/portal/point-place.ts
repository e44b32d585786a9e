import type { Place, ReverseReply } from '../api/replies.ts'

/**
 * What to show for a clicked point: the nearest address, else the point itself in its commune with the warning
 * `no-address-near`; undefined outside the province.
 */
export function pointPlace(
  { features: [first], vn }: ReverseReply,
  lon: number,
  lat: number,
): { place: Place; warnings: string[] } | undefined {
  const warnings = vn?.warnings ?? []
  if (!first) return undefined
  if (first.properties.vn.kind !== 'commune') return { place: first, warnings }
  const { code, ...block } = first.properties.vn
  return {
    place: {
      geometry: { coordinates: [lon, lat] },
      properties: { geocoding: first.properties.geocoding, vn: { ...block, kind: 'point' } },
    },
    warnings: ['no-address-near', ...warnings],
  }
}
