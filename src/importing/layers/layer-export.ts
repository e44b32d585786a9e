import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { ThemeRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { ExportPlan, Value } from '../exporting/export-plan.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { FieldType } from './layer-fields.ts'

const COLUMN_TYPES = { String: 'TEXT', Number: 'REAL', Boolean: 'BOOLEAN' } as const

/**
 * What a thematic layer's file looks like: features with id, address and attributes, or counts with an empty number
 * where it is not shown. Throws {@link ImportError} for a layer that is not in the catalogue.
 */
export function layerPlan(record: RecordStore, id: string): ExportPlan {
  const themes = record.themes.all()
  const theme = themes.find((each) => each.id === id)
  if (!theme)
    throw new ImportError(problem('unknown-layer', 'layer', id, themes.map((each) => each.id).join(', ')))
  return theme.kind === 'counts' ? countPlan(theme) : featurePlan(record, theme)
}

function countPlan({ id, title_vi, title_en }: ThemeRow): ExportPlan {
  return {
    description: `${title_vi} · ${title_en}`,
    geometry: null,
    columns: [
      { name: 'commune_code', type: 'TEXT' },
      { name: 'period', type: 'TEXT' },
      { name: 'subject', type: 'TEXT' },
      { name: 'count', type: 'INTEGER' },
    ],
    lonLatAt: 0,
    *rows({ themes }) {
      for (const { commune_code, period, subject, count } of themes.counts(id))
        yield { geom: null, values: [commune_code, period, subject, count] }
    },
  }
}

function featurePlan(record: RecordStore, { id, title_vi, title_en, fields }: ThemeRow): ExportPlan {
  const types = JSON.parse(fields) as Record<string, FieldType>
  const names = Object.keys(types)
  let points = true
  for (const { geom } of record.themes.features(id))
    points &&= geom !== null && decodePoint(geom) !== undefined
  return {
    description: `${title_vi} · ${title_en}`,
    geometry: points ? 'POINT' : 'GEOMETRY',
    columns: [
      { name: 'id', type: 'TEXT' },
      { name: 'address_id', type: 'TEXT' },
      ...names.map((name) => ({ name, type: COLUMN_TYPES[types[name]!] ?? 'TEXT' })),
    ],
    lonLatAt: 2,
    *rows({ themes }) {
      for (const { uid, address_uid, properties, geom } of themes.featuresByRow(id)) {
        const values = JSON.parse(properties) as Record<string, Value | object | undefined>
        yield { geom, values: [uid, address_uid, ...names.map((name) => cell(values[name]))] }
      }
    },
  }
}

/** A value as a table can hold it: other programs may have put a list or an object there. */
function cell(value: Value | object | undefined): Value {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null)
}
