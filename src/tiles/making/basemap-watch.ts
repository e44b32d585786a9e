import { BasemapReader, type BasemapState, basemapMark } from '../../store/basemap/basemap-reader.ts'
import { MAP_LAYERS, type TileLayer } from '../features/layers.ts'

/** Knows which base map a data folder has now, whoever replaces it meanwhile. */
export class BasemapWatch {
  readonly #dataDir: string
  #state: BasemapState | undefined
  /** Which file {@link #state} was read from. */
  #mark = ''

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** The base map as it is now; undefined without one, and where no layer is of it: then nothing is looked at. */
  of(layers: readonly TileLayer[]): BasemapState | undefined {
    if (!layers.some((layer) => MAP_LAYERS.includes(layer))) return undefined
    const mark = basemapMark(this.#dataDir)
    if (mark !== this.#mark) {
      const reader = BasemapReader.open(this.#dataDir)
      this.#state = reader?.state
      reader?.close()
      this.#mark = mark
    }
    return this.#state
  }
}
