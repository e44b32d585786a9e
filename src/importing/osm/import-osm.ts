import { basename } from 'node:path'
import type { MultiPolygon, Polygon } from 'geojson'
import type { BasemapTable } from '../../store/basemap/basemap-layers.ts'
import { BasemapWriter } from '../../store/basemap/basemap-writer.ts'
import type { OnProgress } from '../writing/load-rows.ts'
import { OsmRows } from './osm-rows.ts'
import { OsmSelection } from './osm-selection.ts'
import { PbfFile } from './pbf/pbf-file.ts'
import type { ObjectType } from './pbf/primitive-block.ts'
import { WantedRegion } from './shapes/wanted-region.ts'

/** As the licence asks (openstreetmap.org/copyright). */
export const OSM_ATTRIBUTION = '© OpenStreetMap contributors'

export interface OsmImport {
  readonly file: string
  /** Areas of the communes in force: what lies farther than about 5 km from all of them is left out. */
  readonly areas: readonly (Polygon | MultiPolygon)[]
  readonly onProgress?: OnProgress
}

/** What became of a file. */
export interface OsmReport {
  /** Objects in the file. */
  readonly objects: Readonly<Record<ObjectType, number>>
  /** Rows of each table of the base map. */
  readonly rows: ReadonlyMap<BasemapTable, number>
  /** Relations and ways whose areas do not close, and ways with nodes that the file does not have. */
  readonly broken: readonly string[]
  readonly incomplete: number
}

/**
 * Reads an OpenStreetMap extract into the base map of a data folder, in the place of the one before. Memory is bounded by the nodes
 * of the region (16 bytes each) and the ways of its multipolygons. Throws {@link ImportError} before anything is changed where the
 * file is cut off, no PBF or of elsewhere, StoreError where the base map cannot be written.
 */
export function importOsm(dataDir: string, { file, areas, onProgress }: OsmImport): OsmReport {
  const pbf = PbfFile.open(file)
  let writer: BasemapWriter | undefined
  try {
    const region = new WantedRegion(areas)
    const selection = new OsmSelection(pbf, region, (share, objects) =>
      onProgress?.({ done: share, total: 1, rows: objects }),
    )
    selection.select(basename(file))
    writer = BasemapWriter.create(dataDir, {
      source: 'osm',
      attribution: OSM_ATTRIBUTION,
      dataTime: pbf.header.dataTime,
    })
    const rows = new OsmRows(selection, writer, region.box)
    rows.write()
    const { counts } = writer
    writer.finish()
    return { objects: selection.counts, rows: counts, broken: rows.broken, incomplete: rows.incomplete }
  } catch (error) {
    writer?.abandon()
    throw error
  } finally {
    pbf.close()
  }
}
