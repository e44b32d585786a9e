import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { decodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import { importLayer } from '../../importing/layers/layer-import.ts'
import { statedOptions } from '../../importing/layers/layer-options.ts'
import { ImportError, type ImportProblem, problem } from '../../importing/reading/problem.ts'
import { MAX_BATCH_ROWS } from '../../registry/batches/batch-limits.ts'
import {
  FIRST_NUMBER,
  type LayerDraft,
  type LayerOptions,
  sideOf,
} from '../../registry/batches/layers/layer-content.ts'
import type { LayerLot } from '../../registry/batches/layers/layer-files.ts'
import { layerFindings, revealFindings } from '../../registry/batches/layers/layer-findings.ts'
import { copyLayer } from '../../store/copies/layer-copy.ts'
import type { ThemeFeatureRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { recordFinders } from '../places/place-finders.ts'
import { placesByAddress } from '../places/places-by-address.ts'
import { countDifferences, type Difference } from './count-differences.ts'

/** A layer's file to read. */
export interface LayerUpload {
  /** Its path. */
  readonly path: string
  /** A folder that may be made for what is tried; it is removed afterwards. */
  readonly workFolder: string
  readonly layer: string
  readonly owner: string | null
  readonly options: LayerOptions
}

/** Rows given at once. */
const LOT = 200
/** Stands for a reason that somebody gives later. */
const WAITS = '…'
/** Degrees, about 1 km: what is smaller tells more than in which commune something is. */
const FINER = 0.01

/**
 * Reads a file into a copy of its layer by the rules of `npm run import -- layer`, and tells what differs from the record. Throws
 * ImportError when nothing of it can be used.
 */
export async function* readLayer(record: RecordStore, upload: LayerUpload): AsyncGenerator<LayerLot> {
  const { path, workFolder, layer, owner, options } = upload
  const before = record.themes.all().find(({ id }) => id === layer) ?? null
  mkdirSync(workFolder, { mode: 0o700 })
  try {
    // Lists of rows are written beside the file: beside its own name, not among those of others.
    const file = join(workFolder, `data${extname(path)}`)
    linkSync(path, file)
    const copy = copyLayer(record, workFolder, layer)
    try {
      const { sheet, crs, encoding, id_column, datum, title_vi, title_en, licence } = options
      const { replace = false, counts: isCounts = false, threshold } = options
      const words = {
        crs,
        encoding,
        datum,
        id: id_column,
        layer: sheet,
        titleVi: title_vi,
        titleEn: title_en,
        licence,
      }
      const refused = new RefusedRows()
      // Whatever the rest holds: of so many features more are new than a batch takes.
      const most = record.themes.size(layer) + MAX_BATCH_ROWS
      const report = await importLayer(copy, {
        ...statedOptions(words, (option) => option),
        theme: layer,
        file,
        finders: recordFinders(record),
        addresses: record.addresses,
        findPlaces: () => placesByAddress(record),
        replace,
        counts: isCounts,
        ...(threshold !== undefined && { threshold }),
        // in the copy: what is given away is told, and written once somebody has confirmed it
        reveal: WAITS,
        ...(owner !== null && { newOwner: owner }),
        onRefused: (line, problems) => refused.add(line, problems),
        onProgress: ({ rows }) => {
          if (rows - refused.count > most) throw new TooMany()
        },
      })
      const after = copy.themes.all().find(({ id }) => id === layer)
      if (after === undefined || report.read === report.refused)
        throw new ImportError(nothingTaken(report.why))
      yield* refused.lots()
      const counts = { new: 0, change: 0, remove: 0 }
      let isPlaced = false
      let number = FIRST_NUMBER
      let rows: LayerDraft[] = []
      for (const draft of after.kind === 'counts'
        ? countDifferences(record, copy, layer)
        : featureDifferences(record, copy, layer)) {
        counts[draft.plan]++
        isPlaced ||= draft.after !== null && isFine(draft.after.geom)
        rows.push({ ...draft, line: ++number, findings: [] })
        if (rows.length < LOT) continue
        yield { rows }
        rows = []
      }
      if (rows.length > 0) yield { rows }
      const { read, unchanged, gone = 0, refused: count, personal = [], notes = [] } = report
      const { geocoded, revealed = [], lowered } = report
      const known = Object.keys(JSON.parse(before?.fields ?? '{}'))
      yield {
        report: {
          layer: { before, after },
          ...{ read, unchanged, gone, refused: count, notes },
          ...(after.kind === 'counts'
            ? { added: report.added, changed: report.changed, removed: report.removed }
            : { added: counts.new, changed: counts.change, removed: counts.remove }),
          newFields: Object.keys(JSON.parse(after.fields)).filter((field) => !known.includes(field)),
          findings: [...layerFindings(personal, isPlaced), ...revealFindings(revealed, lowered)],
          revealed,
          geocoded: geocoded && Object.fromEntries(geocoded.grades),
        },
      }
    } catch (error) {
      if (!(error instanceof TooMany)) throw error
      yield { tooLarge: true }
    } finally {
      copy.close()
    }
  } finally {
    rmSync(workFolder, { recursive: true, force: true })
  }
}

/** Thrown as soon as a file is known to change more than a batch takes. */
class TooMany extends Error {}

/** What of a layer's features is otherwise in a copy, by their ids. */
function* featureDifferences(record: RecordStore, copy: RecordStore, layer: string): Generator<Difference> {
  for (const row of copy.themes.featuresByRow(layer, 'stored')) {
    const known = record.themes.stored(layer, row.uid)
    if (known && isSameRow(known, row)) continue
    const { uid } = row
    yield { plan: known ? 'change' : 'new', uid, before: known ? sideOf(known) : null, after: sideOf(row) }
  }
  for (const row of record.themes.featuresByRow(layer, 'stored'))
    if (!copy.themes.stored(layer, row.uid))
      yield { plan: 'remove', uid: row.uid, before: sideOf(row), after: null }
}

function isSameRow(a: ThemeFeatureRow, b: ThemeFeatureRow): boolean {
  if (a.properties !== b.properties || a.address_uid !== b.address_uid) return false
  return a.geom === null || b.geom === null ? a.geom === b.geom : a.geom.equals(b.geom)
}

function isFine(geom: string | null): boolean {
  const geometry = geom === null ? undefined : decodeGeometry(Buffer.from(geom, 'base64'))
  const box = geometry && geometryBox(geometry)
  return box !== undefined && box[2] - box[0] < FINER && box[3] - box[1] < FINER
}

/** Refused rows, gathered while the file is read. */
class RefusedRows {
  readonly #rows: LayerDraft[] = []
  /** How often one was told of, which of a row may be twice. */
  count = 0

  add(line: number, problems: readonly ImportProblem[]): void {
    this.count++
    if (this.#rows.length >= MOST_TOLD) return
    const findings = problems.map(({ code, field, message }) => ({
      rule: code,
      severity: 'error' as const,
      path: field.slice(0, 64),
      message,
    }))
    this.#rows.push({ plan: 'refused', line, uid: '', findings })
  }

  *lots(): Generator<LayerLot> {
    // A row may be told of twice, when it is read and when it is written.
    const rows = [...new Map(this.#rows.map((row) => [row.line, row])).values()]
    for (let at = 0; at < rows.length; at += LOT) yield { rows: rows.slice(at, at + LOT) }
  }
}

/** Refused rows that are told one by one; all are counted. */
const MOST_TOLD = 10_000

function nothingTaken(why: ImportProblem['message'] | undefined): ImportProblem {
  const { vi = 'tệp không có dòng nào', en = 'the file has no row' } = why ?? {}
  const first = {
    vi: `không nhận được dòng nào; dòng đầu: ${vi}`,
    en: `no row can be taken; the first one: ${en}`,
  }
  return { ...problem('value', 'data', '', first), message: first }
}
