import type { Text } from '../../../errors.ts'
import type { StoredBatch, StoredBatchRow } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_ROWS } from '../batch-limits.ts'
import { UnreadableFile } from '../file-report.ts'
import type { LayerDraft, LayerOptions, LayerReport } from './layer-content.ts'

/** A file of a layer, to be read. */
export interface LayerFile {
  /** As its sender called it, and as it is called in the folder of batches. */
  readonly name: string
  readonly file: string
  readonly layer: string
  /** Who is named as its owner where nobody is yet. */
  readonly owner: string | null
  readonly options: LayerOptions
}

/** What reading a layer's file gives: rows, some at a time, and at the end the report; or that it changes too much for a batch. */
export type LayerLot =
  | { readonly rows: readonly LayerDraft[] }
  | { readonly report: LayerReport }
  | { readonly tooLarge: true }

/** Reads a layer's file until the signal; throws {@link UnreadableFile}. */
export type ReadLayerFile = (file: LayerFile, signal: AbortSignal) => AsyncIterable<LayerLot>

export interface LayerFilesParts {
  readonly people: PeopleStore
  readonly read: ReadLayerFile
}

/** Findings kept of a row. */
const KEPT = 20

/** Reads files of thematic layers; what each row comes to is kept beside the record. */
export class LayerFiles {
  readonly #people: PeopleStore
  readonly #read: ReadLayerFile

  constructor({ people, read }: LayerFilesParts) {
    this.#people = people
    this.#read = read
  }

  /** Reads the file of a batch. Throws {@link UnreadableFile}. */
  async report(batch: StoredBatch, signal: AbortSignal): Promise<LayerReport> {
    const { id, name, dry_run } = batch
    const office = await this.#people.write(async ({ batches, offices }) => {
      await batches.clearRows(id)
      return offices.byId(batch.office)
    })
    const file = {
      name,
      file: batch.file as string,
      layer: batch.layer as string,
      owner: office?.name ?? null,
      options: JSON.parse(batch.options ?? '{}') as LayerOptions,
    }
    let rows = 0
    let bytes = 0
    for await (const lot of this.#read(file, signal)) {
      signal.throwIfAborted()
      if ('report' in lot) return lot.report
      if ('tooLarge' in lot) throw tooLarge()
      rows += lot.rows.length
      const kept = lot.rows.map((row) => storedRow(id, row))
      bytes += kept.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)
      if (rows > MAX_BATCH_ROWS || bytes > MAX_BATCH_BYTES) throw tooLarge()
      if (dry_run === 0) await this.#people.write(({ batches }) => batches.addRows(kept))
    }
    throw new Error('the file of a layer ended without a report')
  }
}

function storedRow(
  batch: string,
  { line, uid, plan, before = null, after = null, findings }: LayerDraft,
): StoredBatchRow {
  return {
    ...{ batch, line, uid, plan },
    content: plan === 'refused' ? null : JSON.stringify({ before, after }),
    findings: findings.length === 0 ? null : JSON.stringify(findings.slice(0, KEPT)),
    ...{ commune_code: '', hamlet: null, office: null, warnings: null },
    ...{ outcome: null, round: null, proposal: null, proposed: null },
  }
}

function tooLarge(): UnreadableFile {
  const megabytes = MAX_BATCH_BYTES / 1e6
  const text: Text = {
    vi: `Tệp đổi quá ${MAX_BATCH_ROWS} đối tượng hoặc ${megabytes} MB; hãy chia ra, hoặc nạp lần đầu bằng npm run import -- layer.`,
    en: `The file changes more than ${MAX_BATCH_ROWS} features or ${megabytes} MB; divide it, or make a first load with npm run import -- layer.`,
  }
  return new UnreadableFile(text, true)
}
