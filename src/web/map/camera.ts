import type { Place } from '../api/replies.ts'

export type Camera = { bounds: [number, number, number, number] } | { centre: [number, number]; zoom: number }

/** Zoom at which a thing of a kind is seen with its surroundings. */
const ZOOM: ReadonlyMap<string, number> = new Map(
  Object.entries({
    house: 17,
    code: 17,
    point: 17,
    street: 15.5,
    place: 16,
    hamlet: 15,
    commune: 12.5,
    district: 10.5,
    province: 8.5,
  }),
)
const USUAL_ZOOM = 15
/** The province: what the map shows at first. */
export const PROVINCE_BOUNDS: [number, number, number, number] = [105.49, 10.38, 106.79, 11.79]

/** Where the map should look to show a place; undefined when nobody knows where it is. */
export function cameraFor({ bbox, geometry, properties }: Place): Camera | undefined {
  if (bbox && bbox[2] > bbox[0] && bbox[3] > bbox[1]) return { bounds: bbox }
  const [lon, lat] = geometry?.coordinates ?? []
  if (lon === undefined || lat === undefined) return undefined
  return { centre: [lon, lat], zoom: ZOOM.get(properties.vn.kind) ?? USUAL_ZOOM }
}
