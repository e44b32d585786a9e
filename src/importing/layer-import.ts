import { basename, dirname } from 'node:path'
import type { RecordStore } from '../store/record-store.ts'
import type { ThemeRow } from '../store/themes.ts'
import type { CoordinateSystem } from './coordinate-systems.ts'
import { attributeNameRule, featureColumns, isLayerId } from './layer-columns.ts'
import { LayerFeatureLoader } from './layer-features.ts'
import { FieldSurvey, type FieldType } from './layer-fields.ts'
import { openSource } from './open-source.ts'
import type { PlaceFinders } from './place-finders.ts'
import { placeDegrees } from './placing.ts'
import { ImportError, problem } from './problem.ts'
import { RejectsFile } from './rejects-file.ts'
import type { Source } from './source-row.ts'

/** What whoever imports says of a layer; a value that is absent stays as it is. */
export interface LayerFacts {
  titleVi?: string
  titleEn?: string
  owner?: string
  licence?: string
}

export interface LayerImportOptions extends LayerFacts {
  /** Id of the layer; one that is not in the catalogue is made when `titleVi` is given. */
  theme: string
  file: string
  finders: PlaceFinders
  /** System of the coordinates; it goes before what the file says. */
  system?: CoordinateSystem
  /** Layer of a GeoPackage, or Shapefile of an archive. */
  layer?: string
  /** Remove the features that the file does not bring. */
  replace?: boolean
  /** Who imports, for the event. */
  actor?: string
  onProgress?: (progress: { done: number; total: number; rows: number }) => void
}

export interface LayerReport {
  read: number
  added: number
  changed: number
  unchanged: number
  removed: number
  refused: number
  /** Where the refused rows are listed. */
  rejects: string | undefined
}

/**
 * Imports one file into a thematic layer in one transaction: bad rows are refused one by one into
 * `FILE.rejects.csv`; an import that brings nothing new changes nothing. The file is read twice, first for the types
 * of its attributes. Throws {@link ImportError} when it cannot be read at all, or the layer is not known.
 */
export async function importLayer(record: RecordStore, options: LayerImportOptions): Promise<LayerReport> {
  const { file } = options
  const theme = catalogued(record, options)
  const survey = await surveyed(options, theme)
  const source = await openLayer(options)
  const rejects = new RejectsFile(file, dirname(record.file))
  const load = record.bulkLoad(['theme_feature'])
  try {
    const loader = new LayerFeatureLoader({
      record,
      load,
      theme: theme.id,
      types: survey.types,
      finders: options.finders,
      place: (x, y) => (source.place ?? placeDegrees)(x, y),
    })
    const counts = { read: 0, added: 0, changed: 0, unchanged: 0, removed: 0 }
    const flush = () => {
      const { added, refused } = loader.flush()
      counts.added += added
      for (const each of refused) rejects.add(each.line, [each.problem])
    }
    for await (const batch of source.rows) {
      for (const row of batch) {
        counts.read++
        const outcome = loader.take(row)
        if (typeof outcome !== 'string') rejects.add(row.line, outcome)
        else if (outcome !== 'pending') counts[outcome]++
        if (loader.full) flush()
      }
      options.onProgress?.({ ...source.progress(), rows: counts.read })
    }
    flush()
    if (options.replace) counts.removed = loader.removeOthers()
    const fields = JSON.stringify(Object.fromEntries(survey.types))
    if (fields !== theme.fields) loader.retype()
    const report = { ...counts, refused: rejects.count, rejects: rejects.path }
    finish(record, { ...theme, fields }, options, report) ? load.commit() : load.rollback()
    return report
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

/** The catalogue's entry with what the options say of it. Throws ImportError for a layer that cannot be. */
export function catalogued(record: RecordStore, options: LayerFacts & { theme: string }): ThemeRow {
  const known = record.themes.all().find(({ id }) => id === options.theme)
  if (!known && !isLayerId(options.theme))
    throw new ImportError(problem('value', 'layer', options.theme, 'a–z, 0–9, _, -; no base layer'))
  if (!known && !options.titleVi) {
    const ids = record.themes.all().map(({ id }) => id)
    throw new ImportError(problem('unknown-layer', 'layer', options.theme, ids.join(', ')))
  }
  return {
    id: options.theme,
    kind: known?.kind ?? 'features',
    title_vi: options.titleVi ?? known?.title_vi ?? options.theme,
    title_en: options.titleEn ?? known?.title_en ?? options.titleVi ?? options.theme,
    owner: options.owner ?? known?.owner ?? null,
    licence: options.licence ?? known?.licence ?? null,
    fields: known?.fields ?? '{}',
    threshold: known?.threshold ?? null,
    updated_at: known?.updated_at ?? null,
  }
}

/** Enters a change in the catalogue and among the events; false when there was none. */
export function finish(
  record: RecordStore,
  theme: ThemeRow,
  options: { file: string; actor?: string },
  { rejects: _, ...counts }: LayerReport,
): boolean {
  const before = record.themes.all().find(({ id }) => id === theme.id)
  const rows = counts.added + counts.changed + counts.removed
  if (rows === 0 && before && JSON.stringify(before) === JSON.stringify(theme)) return false
  const at = new Date().toISOString()
  record.themes.put({ ...theme, updated_at: rows > 0 ? at : theme.updated_at })
  record.events.add({
    at,
    actor: options.actor ?? 'import',
    action: 'import',
    subject: theme.id,
    why: basename(options.file),
    evidence: JSON.stringify(counts),
  })
  return true
}

function openLayer({ file, theme, layer, system, finders }: LayerImportOptions): Promise<Source> {
  return openSource(file, featureColumns, layer ? [layer] : [theme], { system, extent: finders.extent })
}

/** Reads the file for the types of its attributes; refuses a table with a name that none can have. */
async function surveyed(options: LayerImportOptions, theme: ThemeRow): Promise<FieldSurvey> {
  const source = await openLayer(options)
  for (const name of source.others ?? []) {
    const rule = attributeNameRule(name)
    if (rule !== undefined) throw new ImportError(problem('reserved-name', name, '', rule))
  }
  const known = Object.entries(JSON.parse(theme.fields) as Record<string, FieldType>)
  const survey = new FieldSurvey(new Map(known), source.tabular && !source.hasGeometry)
  for await (const batch of source.rows) for (const row of batch) survey.add(row)
  return survey
}
