import { randomUUID } from 'node:crypto'
import type { Text } from '../../errors.ts'
import type { StoredBatch } from '../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { mustHaveRole } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { mustBePerson } from './batch-access.ts'
import type { BatchDraft } from './batch-content.ts'
import { DAYS_KEPT, daysAfter, MAX_BATCH_ROWS, MAX_WAITING } from './batch-limits.ts'
import { type FileReport, FileReporter, UnreadableFile, type UnreadReport } from './file-report.ts'
import type { LayerOptions, LayerReport } from './layers/layer-content.ts'
import type { LayerFiles } from './layers/layer-files.ts'
import { LayerRights, noLayers } from './layers/layer-rights.ts'
import { onceOnly } from './once-only.ts'
import { packedActor, unpackedActor } from './packed-actor.ts'
import { planRows, storedRow } from './plan-rows.ts'

/** A file that was sent. */
export interface SentFile {
  /** As its sender called it. */
  readonly name: string
  /** As it is called in the folder of batches. */
  readonly file: string
  readonly dryRun: boolean
  /** The thematic layer that it is of; undefined for addresses. */
  readonly layer?: { readonly id: string; readonly options: LayerOptions } | undefined
}

/** Reads a file of the folder of batches, some rows at a time, until the signal; throws {@link UnreadableFile}. */
export type ReadBatchFile = (
  sent: Pick<SentFile, 'name' | 'file'>,
  signal: AbortSignal,
) => AsyncIterable<readonly BatchDraft[]>

export interface ReadingParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly read: ReadBatchFile
  /** Undefined where the record has no thematic layers. */
  readonly layerFiles?: LayerFiles | undefined
  /** Whether a file lies in this server's folder; all do where no other server shares what is kept beside the record. */
  readonly isHere?: ((file: string) => boolean) | undefined
  /** Called with a file that is needed no longer. */
  readonly discard?: ((file: string) => void) | undefined
  readonly onError?: ((error: unknown) => void) | undefined
  /** The present moment; a test sets it back. */
  readonly now?: (() => Date) | undefined
}

/** Takes files, and reads one after another; what each row comes to is kept beside the record. */
export class BatchReading {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #read: ReadBatchFile
  readonly #layerFiles: LayerFiles | undefined
  readonly #layerRights: LayerRights
  readonly #isHere: (file: string) => boolean
  readonly #discard: (file: string) => void
  readonly #onError: (error: unknown) => void
  readonly #now: () => Date
  readonly #reading = new Map<string, Promise<void>>()
  #last: Promise<void> = Promise.resolve()
  readonly #stop = new AbortController()

  constructor({
    store,
    people,
    read,
    layerFiles,
    isHere = () => true,
    discard = () => {},
    onError = () => {},
    now = () => new Date(),
  }: ReadingParts) {
    this.#store = store
    this.#people = people
    this.#read = read
    this.#layerFiles = layerFiles
    this.#layerRights = new LayerRights(people, now)
    this.#isHere = isHere
    this.#discard = discard
    this.#onError = onError
    this.#now = now
  }

  /** Takes a file, which is read when those before it are. Returns the id of its batch. Throws {@link Refusal}. */
  async receive(actor: Actor, { name, file, dryRun, layer }: SentFile): Promise<string> {
    if (layer === undefined) {
      mustBePerson(actor)
      mustHaveRole(actor, ['officer'], 'batch')
    }
    const now = this.#now()
    const { account, person, office } = actor
    const batch: StoredBatch = {
      id: randomUUID(),
      kind: layer === undefined ? 'addresses' : 'layer',
      layer: layer?.id ?? null,
      options: layer === undefined ? null : JSON.stringify(layer.options),
      name,
      file,
      state: 'reading',
      dry_run: dryRun ? 1 : 0,
      account,
      person,
      office,
      actor: packedActor(actor),
      report: null,
      round: null,
      round_kind: null,
      created_at: now.toISOString(),
      expires_at: daysAfter(now, DAYS_KEPT.waiting),
    }
    await this.#people.write(async (tx) => {
      if (layer !== undefined) await this.#layerRights.mustOwn(tx, actor, layer.id)
      if (layer !== undefined && this.#layerFiles === undefined) throw noLayers()
      const waiting = await tx.batches.inState(['reading', 'ready'], office)
      if (waiting.filter(({ dry_run }) => dry_run === 0).length >= MAX_WAITING) throw tooMany()
      await tx.batches.add(batch)
    })
    this.#begin(batch)
    return batch.id
  }

  /** Resolves when a batch is read, or after some milliseconds where they are given. */
  async finished(id: string, ms?: number): Promise<void> {
    if (ms === undefined) return this.#reading.get(id)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await Promise.race([this.#reading.get(id), late])
    clearTimeout(timer)
  }

  /**
   * Reads again what was half read when a process ended, and deletes what is old. What another server is reading is its own; when
   * that has not come back within a day, the file is lost.
   */
  async resume(): Promise<void> {
    await this.deleteExpired()
    const now = this.#now()
    const half = await this.#people.write(({ batches }) => batches.inState(['reading']))
    for (const batch of half)
      if (batch.file === null || this.#isHere(batch.file)) this.#begin(batch)
      else if (daysAfter(new Date(batch.created_at), DAYS_KEPT.report) < now.toISOString())
        await this.#people.write(({ batches }) =>
          batches.lead(batch.id, ['reading'], {
            state: 'failed',
            report: JSON.stringify({ problem: LOST, tooManyRows: false } satisfies UnreadReport),
            file: null,
            expires_at: daysAfter(now, DAYS_KEPT.report),
          }),
        )
  }

  /** Deletes batches whose days are over, see {@link DAYS_KEPT}. */
  async deleteExpired(): Promise<void> {
    const now = this.#now().toISOString()
    for (const id of await this.#people.write(({ batches }) => batches.expired(now)))
      await this.#people.write(({ batches }) => batches.delete(id))
  }

  /** Ends reading: what is half read is read again by the next process. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#last
  }

  #begin(batch: StoredBatch): void {
    const reading = this.#last
      .then(() => (this.#stop.signal.aborted ? undefined : this.#readOne(batch)))
      .catch((error) => {
        if (!this.#stop.signal.aborted) this.#onError(error)
      })
      .finally(() => this.#reading.delete(batch.id))
    this.#reading.set(batch.id, reading)
    this.#last = reading
  }

  async #readOne(batch: StoredBatch): Promise<void> {
    const { id, file, dry_run } = batch
    const read = batch.kind === 'layer' ? this.#layerReport(batch) : this.#report(batch)
    const report = await read.catch((error): UnreadReport => {
      if (error instanceof UnreadableFile) return { problem: error.text, tooManyRows: error.tooManyRows }
      if (this.#stop.signal.aborted) throw error
      this.#onError(error)
      return { problem: UNFORESEEN, tooManyRows: false }
    })
    const failed = 'problem' in report
    const days = failed || dry_run === 1 ? DAYS_KEPT.report : DAYS_KEPT.waiting
    await this.#people.write(async ({ batches }) => {
      if (failed) await batches.clearRows(id)
      await batches.lead(id, ['reading'], {
        state: failed ? 'failed' : 'ready',
        report: JSON.stringify(report),
        file: null,
        expires_at: daysAfter(this.#now(), days),
      })
    })
    if (file !== null) this.#discard(file)
  }

  async #layerReport(batch: StoredBatch): Promise<LayerReport> {
    if (this.#layerFiles === undefined) throw new UnreadableFile(noLayers().detail)
    return this.#layerFiles.report(batch, this.#stop.signal)
  }

  async #report({ id, name, file, actor: packed, dry_run }: StoredBatch): Promise<FileReport> {
    const actor = unpackedActor(packed)
    const reporter = new FileReporter()
    const seen = new Map<string, number>()
    let rows = 0
    await this.#people.write(({ batches }) => batches.clearRows(id))
    for await (const drafts of this.#read({ name, file: file as string }, this.#stop.signal)) {
      this.#stop.signal.throwIfAborted()
      rows += drafts.length
      if (rows > MAX_BATCH_ROWS) throw tooLarge()
      const planned = await planRows(
        this.#store,
        actor,
        drafts.map((draft) => onceOnly(draft, seen)),
      )
      for (const row of planned) reporter.take(row)
      if (dry_run === 0) {
        // What changes nothing and of which nothing is to be told is counted, and not kept.
        const kept = planned.filter(({ plan, told }) => plan !== 'unchanged' || told.length > 0)
        await this.#people.write(({ batches }) => batches.addRows(kept.map((row) => storedRow(id, row))))
      }
    }
    return reporter.report()
  }
}

const UNFORESEEN: Text = {
  vi: 'Máy chủ gặp lỗi khi đọc tệp; hãy gửi lại.',
  en: 'The server met an error while it read the file; send it again.',
}

const LOST: Text = {
  vi: 'Máy chủ nhận tệp không còn hoạt động; hãy gửi lại.',
  en: 'The server that took the file is gone; send it again.',
}

function tooLarge(): UnreadableFile {
  const vi = `Tệp có quá ${MAX_BATCH_ROWS} dòng; hãy chia ra, hoặc nạp lần đầu bằng npm run import.`
  const en = `The file has more than ${MAX_BATCH_ROWS} rows; divide it, or make a first load with npm run import.`
  return new UnreadableFile({ vi, en }, true)
}

function tooMany(): Refusal {
  return new Refusal('too-many-batches', {
    vi: `Đã có ${MAX_WAITING} mẻ của đơn vị này chờ áp dụng.`,
    en: `${MAX_WAITING} batches of this office wait to be applied.`,
  })
}
