import { performance } from 'node:perf_hooks'
import type { BasemapCandidates } from './basemap-candidates.ts'
import { BasemapReader, basemapMark } from './basemap-reader.ts'
import type { BasemapThings } from './basemap-things.ts'

/** Milliseconds for which nobody looks again whether the file was replaced: a look costs 25 µs. */
const LOOK_MS = 100

/** What is found in a base map, and who is named for it. */
export interface ThingsOf {
  readonly things: BasemapThings
  readonly candidates: BasemapCandidates
  readonly attribution: string
}

/**
 * The named things of the base map of a data folder as it is now, whoever replaces it meanwhile. One that was made up with the
 * demonstration has none: its roads are nobody's.
 */
export class ServedThings {
  readonly #dataDir: string
  #reader: BasemapReader | undefined
  #served: ThingsOf | undefined
  #mark = ''
  #looked = Number.NEGATIVE_INFINITY

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** Names the file that is looked through; empty without one. */
  get mark(): string {
    this.#lookNowAndThen()
    return this.#mark
  }

  /** Undefined without a base map of a real place. */
  get current(): ThingsOf | undefined {
    this.#lookNowAndThen()
    return this.#served
  }

  close(): void {
    this.#reader?.close()
    this.#reader = undefined
    this.#served = undefined
  }

  #lookNowAndThen(): void {
    if (performance.now() - this.#looked > LOOK_MS) this.look()
  }

  /** Takes up the file that is there now. */
  look(): void {
    this.#looked = performance.now()
    const mark = basemapMark(this.#dataDir)
    if (mark === this.#mark) return
    this.close()
    this.#mark = mark
    this.#reader = BasemapReader.open(this.#dataDir)
    const things = this.#reader?.state.source === 'osm' ? this.#reader?.things() : undefined
    if (this.#reader && things)
      this.#served = {
        things,
        candidates: this.#reader.candidates(),
        attribution: this.#reader.state.attribution,
      }
  }
}
