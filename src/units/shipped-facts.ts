import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { areaKm2 } from '../geo/area.ts'
import { encodeGeometry } from '../geo/geopackage-geometry.ts'
import type { PostcodeRow, UnitChangeRow, UnitLevel, UnitRow } from '../store/record/rows.ts'
import { csvRows } from '../tables/csv-rows.ts'
import { PARTITION_SOURCE, partitionAreas } from './partition-areas.ts'

/** Rows for an empty record, without row numbers. */
export interface Facts {
  units: Omit<UnitRow, 'fid'>[]
  changes: Omit<UnitChangeRow, 'fid'>[]
  postcodes: Omit<PostcodeRow, 'fid'>[]
}

/**
 * Reads the tables that ship with the project (`data/*.csv`, see data/README.md). Units with a centre get an
 * approximate area, marked so.
 *
 * @param folder the folder of units.csv, unit-changes.csv and postcodes.csv
 */
export function readShippedFacts(folder: string): Facts {
  const read = (file: string) => csvRows(readFileSync(join(folder, file), 'utf8'))
  return {
    units: withAreas(read('units.csv').map(unitRow)),
    changes: read('unit-changes.csv').map((row) => ({
      date: row.date as string,
      kind: row.kind as UnitChangeRow['kind'],
      level: row.level as UnitLevel,
      from_code: row.from_code as string,
      to_code: row.to_code as string,
      extent: row.extent as UnitChangeRow['extent'],
      basis: row.basis as string,
      article: row.article || null,
    })),
    postcodes: read('postcodes.csv').map((row) => ({
      postcode: row.postcode as string,
      commune_code: row.commune_code as string,
      valid_from: row.valid_from as string,
      valid_to: row.valid_to || null,
      basis: row.basis || null,
    })),
  }
}

function unitRow(row: Record<string, string>): Omit<UnitRow, 'fid'> {
  const type = row.type as string
  const name = row.name as string
  return {
    code: row.code as string,
    level: row.level as UnitLevel,
    type,
    name,
    full_name: `${type[0]?.toUpperCase()}${type.slice(1)} ${name}`,
    parent_code: row.parent_code || null,
    valid_from: row.valid_from as string,
    valid_to: row.valid_to || null,
    basis: row.basis || null,
    centre_lon: row.centre_lon ? Number(row.centre_lon) : null,
    centre_lat: row.centre_lat ? Number(row.centre_lat) : null,
    area_km2: null,
    area_source: null,
    area_date: null,
    area_approximate: null,
    geom: null,
  }
}

function withAreas(units: Omit<UnitRow, 'fid'>[]): Omit<UnitRow, 'fid'>[] {
  const placed = units.filter((unit) => unit.centre_lon !== null && unit.centre_lat !== null)
  const areas = partitionAreas(placed.map((unit) => [unit.centre_lon as number, unit.centre_lat as number]))
  placed.forEach((unit, i) => {
    const area = areas[i]
    if (!area) return
    unit.geom = encodeGeometry(area)
    unit.area_km2 = Math.round(areaKm2(area) * 100) / 100
    unit.area_source = PARTITION_SOURCE
    unit.area_approximate = 1
  })
  return units
}
