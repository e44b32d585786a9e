import { basename } from 'node:path'
import type { Text } from '../../errors.ts'
import type { CoordinateSystem, DatumShift } from '../../geo/coordinate-systems.ts'
import { SMALLEST_COUNT } from '../../store/layout/standard-themes.ts'
import type { ThemeRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { TableEncoding } from '../../tables/decoded-text.ts'
import { DEMO_OWNER } from '../demo/demo-themes.ts'
import type { ReadOptions } from '../formats/raw-source.ts'
import type { PlaceFinders } from '../reading/place-finders.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import { isLayerId } from './layer-columns.ts'
import type { PersonalColumn } from './personal-columns.ts'
import type { FindPlaces } from './row-geocoding.ts'

/** What whoever imports states of a layer; a value that is absent stays as it is. */
export interface LayerFacts {
  titleVi?: string
  titleEn?: string
  owner?: string
  /** Who owns it where nobody is named yet. */
  newOwner?: string
  licence?: string
  /** Field of texts whose values class the features. */
  styleBy?: string
  /** A new layer holds counts by commune and period. */
  counts?: boolean
  /** Counts below it are not shown. */
  threshold?: number
}

export interface LayerImportOptions extends LayerFacts {
  /** Id of the layer; one that is not in the catalogue is made when `titleVi` is given. */
  theme: string
  file: string
  finders: PlaceFinders
  /** System of the coordinates; it goes before what the file says. */
  system?: CoordinateSystem
  /** How VN-2000 is led to WGS 84, where not as the decision says. */
  shift?: DatumShift
  /** Layer of a GeoPackage, Shapefile of an archive, sheet of a workbook. */
  layer?: string
  /** Encoding of texts in CSV and Shapefiles, where it should not be recognised by what they hold. */
  encoding?: TableEncoding
  /** Column that holds the ids of features, where it should not be recognised by its name. */
  id?: string
  /** Makes what finds the text of an address, for files without coordinates. */
  findPlaces?: () => FindPlaces
  /** Report what would come of the import, and change nothing. */
  dryRun?: boolean
  /** Remove the features that the file does not bring. */
  replace?: boolean
  /** Why an edition of counts that gives away what was hidden is published all the same. */
  reveal?: string
  /** Who imports, for the event. */
  actor?: string
  /** Where the addresses are that rows name, if not in the record. */
  addresses?: RecordStore['addresses']
  /** Told of each refused row, beside the list. */
  onRefused?: (line: number, problems: readonly ImportProblem[]) => void
  onProgress?: (progress: { done: number; total: number; rows: number }) => void
}

/** Which part of a file is read: the layer that is named, else the one that is called like the theme. */
export function readOptions({ layer, theme, encoding }: LayerImportOptions): ReadOptions {
  return { names: [layer ?? theme], named: layer !== undefined, encoding }
}

export interface LayerReport {
  read: number
  added: number
  changed: number
  unchanged: number
  removed: number
  /** Features that were in the layer and did not come with the file, removed or not. */
  gone?: number
  refused: number
  /** What is wrong with the first refused row. */
  why?: Text | undefined
  /** Where the refused rows are listed. */
  rejects: string | undefined
  /** Attributes that look like they are about people; they are public as all others. */
  personal?: readonly PersonalColumn[]
  /** What of the file was passed over or assumed. */
  notes?: readonly Text[]
  /** Rows that were found by their address, by grade, and where they are listed. */
  geocoded?: { path: string | undefined; grades: ReadonlyMap<string, number> }
  /** Numbers of people that are new, of a table of counts. */
  population?: number
  /** Hidden numbers that sums along some axis may give away. */
  weak?: number
  /** Numbers that were hidden and are given away, for the reason that was stated. */
  revealed?: readonly string[]
  /** The threshold that earlier editions had, where this one's is lower, for the reason that was stated. */
  lowered?: number | undefined
}

/** The catalogue's entry with what the options state of it. Throws ImportError for a layer that cannot be. */
export function catalogued(record: RecordStore, options: LayerFacts & { theme: string }): ThemeRow {
  const entry = withoutDemo(record.themes.all().find(({ id }) => id === options.theme))
  if (!entry && !isLayerId(options.theme))
    throw new ImportError(
      problem('value', 'layer', options.theme, {
        vi: 'a–z, 0–9, _, -; không là lớp nền',
        en: 'a–z, 0–9, _, -; no base layer',
      }),
    )
  if (!entry && !options.titleVi) {
    const ids = record.themes.all().map(({ id }) => id)
    throw new ImportError(problem('unknown-layer', 'layer', options.theme, ids.join(', ')))
  }
  const kind = entry?.kind ?? (options.counts ? 'counts' : 'features')
  return {
    id: options.theme,
    kind,
    title_vi: options.titleVi ?? entry?.title_vi ?? options.theme,
    title_en: options.titleEn ?? entry?.title_en ?? options.titleVi ?? options.theme,
    owner: options.owner ?? entry?.owner ?? options.newOwner ?? null,
    licence: options.licence ?? entry?.licence ?? null,
    fields: entry?.fields ?? '{}',
    threshold: kind === 'counts' ? (options.threshold ?? entry?.threshold ?? SMALLEST_COUNT) : null,
    updated_at: entry?.updated_at ?? null,
    style_by: options.styleBy ?? entry?.style_by ?? null,
    field_texts: entry?.field_texts ?? '{}',
  }
}

/** The first real import replaces demonstration data, so the catalogue forgets their owner and fields. */
function withoutDemo(theme: ThemeRow | undefined): ThemeRow | undefined {
  return theme?.owner === DEMO_OWNER
    ? { ...theme, owner: null, fields: '{}', style_by: null, field_texts: '{}' }
    : theme
}

/** Enters a change in the catalogue and among the events; false when there was none. */
export function finish(
  record: RecordStore,
  theme: ThemeRow,
  options: { file: string; actor?: string },
  report: LayerReport,
): boolean {
  const { added, changed, unchanged, removed, gone, read, refused, population } = report

  const before = record.themes.all().find(({ id }) => id === theme.id)
  const rows = added + changed + removed + (population ?? 0)
  if (rows === 0 && before && JSON.stringify(before) === JSON.stringify(theme)) return false
  const at = new Date().toISOString()
  record.themes.put({ ...theme, updated_at: rows > 0 ? at : theme.updated_at })
  record.events.add({
    at,
    actor: options.actor ?? 'import',
    action: 'import',
    subject: theme.id,
    why: basename(options.file),
    evidence: JSON.stringify({ read, added, changed, unchanged, removed, gone, population, refused }),
  })
  return true
}
