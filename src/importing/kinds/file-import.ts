import { randomBytes } from 'node:crypto'
import { DEMO_LAYERS, DEMO_SOURCE } from '../demo/demo-data.ts'
import { removeDemoThemes } from '../demo/demo-themes.ts'
import type { Kind } from '../reading/columns.ts'
import { type ImportProblem, problem } from '../reading/problem.ts'
import { RowReader } from '../reading/row-reader.ts'
import type { Batch, SourceRow } from '../reading/source-row.ts'
import type { RejectsFile } from '../writing/rejects-file.ts'
import type { Outcome } from '../writing/row-writer.ts'
import { AddressLoader } from './addresses/address-loader.ts'
import type { CheckedAddress } from './addresses/checked-addresses.ts'
import { BoundaryLoader } from './boundary-loader.ts'
import type { KindLoader, LoadContext, Loader } from './kind-loader.ts'
import { PLANS } from './kind-plans.ts'
import { PlaceLoader } from './place-loader.ts'
import { postcodeLoader } from './postcode-loader.ts'
import { StreetLoader } from './street-loader.ts'
import { unitChangeLoader } from './unit-change-loader.ts'
import { unitLoader } from './unit-loader.ts'

export interface Counts {
  read: number
  added: number
  changed: number
  unchanged: number
}

/** What became of a row, or what is wrong with it. */
type Taken = Outcome | 'pending' | readonly ImportProblem[]
/** A row, or why it could not be read. */
export type ReadRow = { line: number; problem?: undefined } | { line: number; problem: ImportProblem }
type Readable<Row extends ReadRow> = Exclude<Row, { problem: ImportProblem }>

/** Takes the rows of one file into the record, and counts what became of them. */
export abstract class FileImport<Row extends ReadRow, Taker extends Loader> {
  readonly counts: Counts = { read: 0, added: 0, changed: 0, unchanged: 0 }
  /** Demonstration rows that gave way to real ones. */
  demoRemoved = 0
  #loader: Taker | undefined
  /** Whether the file's rows are demonstration data; decided by its first row. */
  #demoFile: boolean | undefined
  readonly #giveWay: boolean

  constructor(
    kind: Kind,
    protected readonly context: LoadContext,
    readonly rejects: RejectsFile,
  ) {
    this.#giveWay = PLANS[kind].demo
  }

  protected abstract begin(): Taker
  /** What a row says of its source, '' for nothing. */
  protected abstract sourceOf(row: Readable<Row>): string
  protected abstract take(row: Readable<Row>, loader: Taker): Taken

  /** @param onBatch told after each batch how far the file is read */
  async run(
    batches: AsyncIterable<Batch<Row>>,
    onBatch: ((progress: { done: number; total: number; rows: number }) => void) | undefined,
  ): Promise<void> {
    for await (const { rows, done, total } of batches) {
      for (const row of rows) this.#put(row)
      onBatch?.({ done, total, rows: this.counts.read })
    }
    this.#flush()
    for (const { line, problem } of this.#loader?.finish?.() ?? []) {
      this.counts.added--
      this.rejects.add(line, [problem])
    }
    if (this.#giveWay && this.#demoFile !== undefined)
      this.context.record.info.set('data_kind', this.#demoFile ? 'demo' : 'real')
  }

  get warnings(): Loader['warnings'] {
    return this.#loader?.warnings ?? new Map()
  }

  #put(row: Row): void {
    this.counts.read++
    const outcome = this.#outcome(row)
    if (typeof outcome === 'object') this.rejects.add(row.line, outcome)
    else if (outcome !== 'pending') this.counts[outcome]++
    if (this.#loader?.full) this.#flush()
  }

  #outcome(row: Row): Taken {
    if (row.problem) return [row.problem]
    const source = this.sourceOf(row as Readable<Row>)
    const demo = source === DEMO_SOURCE
    this.#loader ??= this.#begin(demo)
    if (this.#giveWay && demo !== this.#demoFile) return [problem('demo-row', 'source', source)]
    return this.take(row as Readable<Row>, this.#loader)
  }

  #flush(): void {
    if (!this.#loader) return
    const { added, refused } = this.#loader.flush()
    this.counts.added += added
    for (const { line, problem } of refused) this.rejects.add(line, [problem])
  }

  /** With the first row: demonstration data gives way to real data, and is not let in beside it. */
  #begin(demoFile: boolean): Taker {
    const held = this.context.record.info.get('data_kind')
    this.#demoFile = demoFile && held !== 'real'
    if (this.#giveWay && held === 'demo' && !demoFile) this.#removeDemo()
    return this.begin()
  }

  #removeDemo(): void {
    const { record, load } = this.context
    for (const layer of DEMO_LAYERS) this.demoRemoved += load.removeSource(layer, DEMO_SOURCE)
    this.demoRemoved += removeDemoThemes(record)
    if (record.addresses.count() > 0) return
    // The demonstration's key is the same everywhere; real codes get one of their own.
    record.info.set('code_key', randomBytes(16).toString('hex'))
    record.info.set('code_counter', '0')
  }
}

/** Takes addresses that were checked before, here or in a thread beside. */
export class AddressImport extends FileImport<CheckedAddress, AddressLoader> {
  constructor(context: LoadContext, rejects: RejectsFile) {
    super('addresses', context, rejects)
  }

  protected begin(): AddressLoader {
    return new AddressLoader(this.context)
  }

  protected sourceOf({ source }: Readable<CheckedAddress>): string {
    return source
  }

  protected take(row: Readable<CheckedAddress>, loader: AddressLoader): Taken {
    return loader.take(row)
  }
}

/** Takes rows of all other kinds, which are checked as they are taken. */
export class RowImport extends FileImport<SourceRow, KindLoader> {
  readonly #reader = new RowReader()
  readonly #loaderOf: (context: LoadContext) => KindLoader

  constructor(kind: Exclude<Kind, 'addresses'>, context: LoadContext, rejects: RejectsFile) {
    super(kind, context, rejects)
    this.#loaderOf = LOADERS[kind]
  }

  protected begin(): KindLoader {
    return this.#loaderOf(this.context)
  }

  protected sourceOf({ fields }: Readable<SourceRow>): string {
    return fields.source ?? ''
  }

  protected take({ line, fields, geometry }: Readable<SourceRow>, loader: KindLoader): Taken {
    this.#reader.open(fields, geometry)
    return loader.take(this.#reader, line) ?? this.#reader.problems
  }
}

const LOADERS: Readonly<Record<Exclude<Kind, 'addresses'>, (context: LoadContext) => KindLoader>> = {
  units: unitLoader,
  'unit-changes': unitChangeLoader,
  postcodes: postcodeLoader,
  boundaries: (context) => new BoundaryLoader(context),
  streets: (context) => new StreetLoader(context, false),
  roads: (context) => new StreetLoader(context, true),
  places: (context) => new PlaceLoader(context),
}
