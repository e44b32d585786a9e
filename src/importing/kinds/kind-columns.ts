import type { RecordStore } from '../../store/record-store.ts'
import type { ColumnType, ExportPlan, Value } from '../exporting/export-plan.ts'
import type { Column } from '../reading/columns.ts'

/** A column of a kind's files, imported and exported. */
export interface KindColumn extends Column {
  /** What an export declares it as; TEXT when absent. */
  type?: ColumnType
  /** The record's column, where that has another name. */
  stored?: string
  /** Read, but never written. */
  importOnly?: true
}

export const ID: KindColumn = {
  name: 'id',
  aliases: ['uid', 'uuid', 'wofid', 'osmid', 'featureid'],
  stored: 'uid',
}
export const COMMUNE: KindColumn = {
  name: 'commune_code',
  aliases: ['wardcode', 'maxa', 'maphuongxa', 'communeinsee'],
}
export const SOURCE: KindColumn = { name: 'source', aliases: ['src', 'nguon'] }
/** Positions; an export writes them as its format does. */
export const LON: KindColumn = {
  name: 'lon',
  aliases: ['lng', 'long', 'longitude', 'x', 'kinhdo', 'xcoord', 'lonwgs84'],
  importOnly: true,
}
export const LAT: KindColumn = {
  name: 'lat',
  aliases: ['latitude', 'y', 'vido', 'ycoord', 'latwgs84'],
  importOnly: true,
}
/** A geometry as well-known text, in CSV. */
export const WKT: KindColumn = {
  name: 'wkt',
  aliases: ['geometry', 'geom', 'thegeom', 'hinhhoc'],
  importOnly: true,
}

/** The form of a kind's exported files: its columns, filled from the rows of the record. */
export function kindExport(
  all: readonly KindColumn[],
  description: string,
  geometry: ExportPlan['geometry'],
  rows: (record: RecordStore) => Iterable<object>,
): ExportPlan {
  const written = all.filter(({ importOnly }) => !importOnly)
  const stored = written.map((column) => column.stored ?? column.name)
  const beforeLon = all.slice(
    0,
    all.findIndex(({ name }) => name === 'lon'),
  )
  return {
    description,
    geometry,
    columns: written.map(({ name, type = 'TEXT' }) => ({ name, type })),
    lonLatAt: beforeLon.filter(({ importOnly }) => !importOnly).length,
    *rows(record) {
      for (const row of rows(record) as Iterable<Record<string, Value> & { geom?: Buffer | null }>)
        yield { geom: row.geom ?? null, values: stored.map((name) => row[name] ?? null) }
    },
  }
}
