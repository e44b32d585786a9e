import { dirname } from 'node:path'
import type { ThemeRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { removeDemoThemes } from '../demo/demo-themes.ts'
import { openRaw, openSource } from '../formats/open-source.ts'
import { namedValues, placingOf } from '../formats/recognise-source.ts'
import { readFieldTexts } from '../reading/field-texts.ts'
import { placeDegrees } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import { batchesOf, type FreeReading } from '../reading/source-row.ts'
import { loadRows } from '../writing/load-rows.ts'
import { RowList } from '../writing/row-list.ts'
import { columnRoles, mayHoldIds, saysPlace } from './column-roles.ts'
import { ColumnSurvey } from './column-survey.ts'
import {
  catalogued,
  finish,
  type LayerImportOptions,
  type LayerReport,
  readOptions,
} from './layer-catalogue.ts'
import { attributeNameRule, namesAddress } from './layer-columns.ts'
import { importCounts } from './layer-counts.ts'
import { LayerFeatureLoader } from './layer-feature-loader.ts'
import { FieldSurvey, type FieldType } from './layer-fields.ts'
import { PersonalColumns } from './personal-columns.ts'
import { RowGeocoding } from './row-geocoding.ts'

/**
 * Imports one file into a thematic layer in one transaction: bad rows are refused one by one into
 * `FILE.rejects.csv`; an import that brings nothing new changes nothing, and a file of which nothing can be taken makes no layer. The
 * file is read twice, first for what its columns mean, their types and those that look like people's. Throws {@link ImportError} when
 * it cannot be read at all, or the layer is not known.
 */
export async function importLayer(record: RecordStore, options: LayerImportOptions): Promise<LayerReport> {
  const { file } = options
  const theme = catalogued(record, options)
  if (theme.kind === 'counts') return importCounts(record, theme, options)
  const { survey, personal, roles } = await surveyed(options, theme)
  if (options.styleBy !== undefined) checkStyleBy(options.styleBy, survey.types)
  const texts = await readFieldTexts(file, new Set(survey.types.keys()))
  const free = { ...freeReading(options), kept: roles.kept, byRowNumber: roles.byRowNumber }
  const source = await openSource(file, roles.recognise, readOptions(options), free)
  const folder = dirname(record.file)
  const rejects = new RowList(file, folder, 'rejects', options.onRefused)
  const find = roles.addressed.length > 0 ? options.findPlaces?.() : undefined
  const geocoding = find && new RowGeocoding(find, file, folder)
  const load = record.bulkLoad(['theme_feature'])
  try {
    removeDemoThemes(record, theme.id)
    const before = record.themes.size(theme.id)
    const loader = new LayerFeatureLoader({
      record,
      addresses: options.addresses ?? record.addresses,
      load,
      theme: theme.id,
      types: survey.types,
      days: survey.days,
      finders: options.finders,
      place: (x, y) => (source.place ?? placeDegrees)(x, y),
      roles,
      geocoding,
    })
    const counts = await loadRows(batchesOf(source), loader, rejects, options.onProgress)
    const nothing = counts.added + counts.changed + counts.unchanged === 0
    const removed = options.replace && !nothing ? loader.removeOthers() : 0
    const fields = JSON.stringify(Object.fromEntries(survey.types))
    const field_texts = JSON.stringify({ ...JSON.parse(theme.field_texts), ...texts })
    if (fields !== theme.fields) loader.retype()
    const report: LayerReport = {
      ...counts,
      removed,
      gone: before - counts.changed - counts.unchanged,
      refused: rejects.count,
      rejects: rejects.path,
      why: rejects.first,
      personal,
      notes: [...source.notes(), ...roles.notes],
      ...(geocoding ? { geocoded: geocoding.found } : {}),
    }
    if (options.dryRun || nothing || !finish(record, { ...theme, fields, field_texts }, options, report))
      load.rollback()
    else load.commit()
    return report
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
    geocoding?.close()
  }
}

/** Features are classed by a field of texts. */
function checkStyleBy(field: string, types: ReadonlyMap<string, FieldType>): void {
  const texts = [...types].flatMap(([name, type]) => (type === 'String' ? [name] : []))
  if (!texts.includes(field)) throw new ImportError(problem('value', '--style-by', field, texts.join(', ')))
}

function freeReading({ system, shift, finders }: LayerImportOptions): FreeReading {
  return { system, shift, extent: finders.extent }
}

/** Reads the file for what its columns mean and hold; refuses a table with a name that no field can have. */
async function surveyed(options: LayerImportOptions, theme: ThemeRow) {
  const raw = await openRaw(options.file, readOptions(options), true)
  const types = JSON.parse(theme.fields) as Record<string, FieldType>
  const survey = new FieldSurvey(new Map(Object.entries(types)), { ...raw, textual: raw.textual === true })
  const columns = new ColumnSurvey(raw, mayHoldIds)
  const personal = new PersonalColumns()
  for await (const batch of raw.rows)
    for (const row of batch) {
      if (row.problem) continue
      const rest = namedValues(raw, row)
      columns.add(row, Object.entries(rest))
      // what is no feature does not make a field of numbers one of texts
      if (saysPlace(row.geometry, rest)) survey.add({ line: row.line, fields: {}, rest })
      personal.add({ line: row.line, fields: {}, rest })
    }
  const place = placingOf(raw, freeReading(options))
  const sheets = raw.others?.() ?? []
  const roles = columnRoles(columns, { isTable: raw.columns !== undefined, id: options.id, place, sheets })
  const isAttribute = (name: string) => {
    if (name === roles.address) return columns.columns.get(name)?.sample.some((text) => !namesAddress(text))
    return roles.recognise(name) === undefined || roles.kept.has(name)
  }
  for (const name of columns.columns.keys()) {
    if (!isAttribute(name)) {
      if (!Object.hasOwn(types, name)) survey.types.delete(name)
      continue
    }
    const rule = raw.columns && attributeNameRule(name)
    if (rule !== undefined) throw new ImportError(problem('reserved-name', name, '', rule))
  }
  return { survey, roles, personal: personal.found().filter(({ column }) => isAttribute(column)) }
}
