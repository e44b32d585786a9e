import { dirname } from 'node:path'
import type { ThemeRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { removeDemoThemes } from '../demo/demo-themes.ts'
import { openSource } from '../formats/open-source.ts'
import { placeDegrees } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import { batchesOf, type Source } from '../reading/source-row.ts'
import { loadRows } from '../writing/load-rows.ts'
import { RowList } from '../writing/row-list.ts'
import { catalogued, finish, type LayerImportOptions, type LayerReport } from './layer-catalogue.ts'
import { attributeNameRule, featureColumns } from './layer-columns.ts'
import { importCounts } from './layer-counts.ts'
import { LayerFeatureLoader } from './layer-feature-loader.ts'
import { FieldSurvey, type FieldType } from './layer-fields.ts'
import { PersonalColumns } from './personal-columns.ts'

/**
 * Imports one file into a thematic layer in one transaction: bad rows are refused one by one into
 * `FILE.rejects.csv`; an import that brings nothing new changes nothing. The file is read twice, first for the types
 * of its attributes and those that look like people's. Throws {@link ImportError} when it cannot be read at all, or the layer is not known.
 */
export async function importLayer(record: RecordStore, options: LayerImportOptions): Promise<LayerReport> {
  const { file } = options
  const theme = catalogued(record, options)
  if (theme.kind === 'counts') return importCounts(record, theme, options)
  const { survey, personal } = await surveyed(options, theme)
  const source = await openLayer(options)
  const rejects = new RowList(file, dirname(record.file), 'rejects')
  const load = record.bulkLoad(['theme_feature'])
  try {
    removeDemoThemes(record, theme.id)
    const loader = new LayerFeatureLoader({
      record,
      load,
      theme: theme.id,
      types: survey.types,
      finders: options.finders,
      place: (x, y) => (source.place ?? placeDegrees)(x, y),
    })
    const counts = await loadRows(batchesOf(source), loader, rejects, options.onProgress)
    const removed = options.replace ? loader.removeOthers() : 0
    const fields = JSON.stringify(Object.fromEntries(survey.types))
    if (fields !== theme.fields) loader.retype()
    const report = {
      ...counts,
      removed,
      refused: rejects.count,
      rejects: rejects.path,
      personal: personal.found(),
    }
    finish(record, { ...theme, fields }, options, report) ? load.commit() : load.rollback()
    return report
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

function openLayer({ file, theme, layer, system, shift, finders }: LayerImportOptions): Promise<Source> {
  return openSource(file, featureColumns, layer ? [layer] : [theme], {
    system,
    shift,
    extent: finders.extent,
  })
}

/** Reads the file for the types of its attributes and what they look like; refuses a table with a name that none can have. */
async function surveyed(options: LayerImportOptions, theme: ThemeRow) {
  const source = await openLayer(options)
  for (const name of source.others ?? []) {
    const rule = attributeNameRule(name)
    if (rule !== undefined) throw new ImportError(problem('reserved-name', name, '', rule))
  }
  const types = Object.entries(JSON.parse(theme.fields) as Record<string, FieldType>)
  const survey = new FieldSurvey(new Map(types), source.columns !== undefined && !source.hasGeometry)
  const personal = new PersonalColumns()
  for await (const batch of source.rows)
    for (const row of batch) {
      survey.add(row)
      personal.add(row)
    }
  return { survey, personal }
}
