import { randomBytes } from 'node:crypto'
import type { BulkLoad } from '../../store/loading/bulk-load.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { type ImportProblem, problem } from '../reading/problem.ts'
import { DEMO_LAYERS, DEMO_SOURCE } from './demo-data.ts'
import { removeDemoThemes } from './demo-themes.ts'

/** Keeps demonstration rows and real ones apart: the first real row removes all demonstration data. */
export class DemoRule {
  /** Demonstration rows that were removed. */
  removed = 0
  readonly #record: RecordStore
  readonly #load: BulkLoad
  /** Whether the file's rows are demonstration data; decided by its first row. */
  #isDemo: boolean | undefined

  constructor(record: RecordStore, load: BulkLoad) {
    this.#record = record
    this.#load = load
  }

  /** Decides by the first good row what the file holds, and makes room for real data. */
  begin(source: string): void {
    const held = this.#record.info.get('data_kind')
    const isDemo = source === DEMO_SOURCE
    this.#isDemo = isDemo && held !== 'real'
    if (held === 'demo' && !isDemo) this.#removeDemo()
  }

  /** Why a row of this source cannot be taken, if so. */
  refusal(source: string): ImportProblem | undefined {
    return (source === DEMO_SOURCE) === this.#isDemo ? undefined : problem('demo-row', 'source', source)
  }

  /** Notes in the record which kind of data it holds now. */
  finish(): void {
    if (this.#isDemo !== undefined) this.#record.info.set('data_kind', this.#isDemo ? 'demo' : 'real')
  }

  #removeDemo(): void {
    for (const layer of DEMO_LAYERS) this.removed += this.#load.removeSource(layer, DEMO_SOURCE)
    this.removed += removeDemoThemes(this.#record)
    if (this.#record.addresses.count() > 0) return
    // The demonstration's key is the same everywhere; real codes get one of their own.
    this.#record.info.set('code_key', randomBytes(16).toString('hex'))
    this.#record.info.set('code_counter', '0')
  }
}
