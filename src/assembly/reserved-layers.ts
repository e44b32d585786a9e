import { BASEMAP_LAYERS } from '../store/basemap/basemap-layers.ts'
import type { RecordStore } from '../store/record-store.ts'

const NAMES: ReadonlySet<string> = new Set(BASEMAP_LAYERS)

/** A sentence for each thematic layer of an older record whose id is the base map's by now: what happens, and the way out. */
export function reservedLayers({ themes }: RecordStore): string[] {
  return themes
    .all()
    .filter(({ id }) => NAMES.has(id))
    .map(
      ({ id }) =>
        `Lớp "${id}" trùng tên lớp của bản đồ nền nên không hiện trên bản đồ: "npm run export -- layer ${id} ${id}.geojson", rồi "npm run import -- layer x-${id} ${id}.geojson --title-vi TÊN" dưới mã mới. · ` +
        `The layer "${id}" has the name of a layer of the base map and is not shown on maps: "npm run export -- layer ${id} ${id}.geojson", then "npm run import -- layer x-${id} ${id}.geojson --title-vi TITLE" under a new id.`,
    )
}
