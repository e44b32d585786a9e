import type { Box } from '../geo/box.ts'
import { decodeGeometry, geometryBox } from '../geo/geopackage-geometry.ts'
import type { PostcodeRow, UnitLevel, UnitRow } from '../store/record/rows.ts'

export type { UnitLevel }

/** An administrative unit from one day to another: one code before and after a reform stands for two of these. */
export interface Unit {
  readonly code: string
  readonly level: UnitLevel
  /** tỉnh, thành phố, huyện, thị xã, phường, xã, thị trấn */
  readonly type: string
  /** Without its type: "Long An", "1". */
  readonly name: string
  /** With its type: "Phường Long An", "Phường 1". */
  readonly fullName: string
  readonly parentCode?: string
  /** First day, `YYYY-MM-DD`. */
  readonly validFrom: string
  /** Last day; absent while in force. */
  readonly validTo?: string
  /** Number of the document that made it so. */
  readonly basis?: string
  /** A point inside, `[lon, lat]`. */
  readonly centre?: [number, number]
  readonly bbox?: Box
  readonly area?: { km2: number; source: string; date?: string; approximate: boolean }
  /** Postal code of today's list, or the last one it had. */
  readonly postcode?: string
}

/** A unit of the record's row; the geometry gives the bounding box only. */
export function unitOf(row: UnitRow, postcodes: readonly PostcodeRow[] = []): Unit {
  const geometry = row.geom ? decodeGeometry(row.geom) : undefined
  const bbox = geometry && geometryBox(geometry)
  const postcode = row.level === 'commune' ? postcodeOf(row, postcodes) : undefined
  return Object.freeze({
    code: row.code,
    level: row.level,
    type: row.type,
    name: row.name,
    fullName: row.full_name,
    ...(row.parent_code === null ? {} : { parentCode: row.parent_code }),
    validFrom: row.valid_from,
    ...(row.valid_to === null ? {} : { validTo: row.valid_to }),
    ...(row.basis === null ? {} : { basis: row.basis }),
    ...(row.centre_lon === null || row.centre_lat === null
      ? {}
      : { centre: [row.centre_lon, row.centre_lat] as [number, number] }),
    ...(bbox ? { bbox } : {}),
    ...(row.area_km2 === null
      ? {}
      : {
          area: {
            km2: row.area_km2,
            source: row.area_source ?? '',
            ...(row.area_date === null ? {} : { date: row.area_date }),
            approximate: row.area_approximate === 1,
          },
        }),
    ...(postcode === undefined ? {} : { postcode }),
  })
}

/** Whether a unit was in force on a day. */
export function inForce(unit: Pick<Unit, 'validFrom' | 'validTo'>, date: string): boolean {
  return unit.validFrom <= date && (unit.validTo === undefined || unit.validTo >= date)
}

/** The newest postal code that a list gave to this unit, and not to another one that had its code at another time. */
function postcodeOf(row: UnitRow, postcodes: readonly PostcodeRow[]): string | undefined {
  return postcodes
    .filter(
      ({ commune_code, valid_from }) =>
        commune_code === row.code &&
        valid_from >= row.valid_from &&
        (row.valid_to === null || valid_from <= row.valid_to),
    )
    .reduce<PostcodeRow | undefined>(
      (best, one) => (!best || one.valid_from > best.valid_from ? one : best),
      undefined,
    )?.postcode
}
