import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Box } from '../geo/box.ts'
import { tileBox } from '../geo/mercator.ts'
import type { Follower } from '../store/following/follower.ts'
import type { ThemeRow } from '../store/record/themes.ts'
import { workerFile } from '../worker-start.ts'
import { EXTENT } from './addresses/address-grid.ts'
import { BASE_LAYERS, BUFFER, MAP_LAYERS, type TileLayer, themeLayer } from './features/layers.ts'
import { Arrival } from './making/arrival.ts'
import { BasemapWatch } from './making/basemap-watch.ts'
import type { EncodedTile } from './making/encoded-tile.ts'
import { TileCache } from './making/tile-cache.ts'
import { FOLLOWED, type TileState } from './making/tile-follower.ts'
import { boundsOf, type TileJson, tileJson } from './making/tile-json.ts'
import type { TileRequest } from './making/tile-maker.ts'
import { TileThreads } from './making/tile-threads.ts'
import type { TouchedSince, TouchedTiles } from './making/touched-tiles.ts'

export interface TileOptions {
  /** Bytes of encoded tiles kept in memory. */
  tileCacheBytes: number
  /** Threads that encode; one less than the processors, at most four. */
  workers?: number
  /** Today in Vietnam, `YYYY-MM-DD`: the communes shown without `at`. */
  today: () => string
  /** Told, in a sentence for the log, when the serving file was damaged. */
  warn?: (sentence: string) => void
}

/** Vector tiles of the record: made in worker threads, cached, and right at the next request after any edit. */
export class TileServer implements Follower {
  readonly follows = FOLLOWED
  readonly #basemap: BasemapWatch
  readonly #threads: TileThreads
  readonly #cache: TileCache<EncodedTile | 'empty'>
  readonly #today: () => string
  readonly #pending = new Map<string, Promise<EncodedTile | 'empty'>>()
  #state!: TileState
  #layers: readonly TileLayer[] = [...BASE_LAYERS, ...MAP_LAYERS]
  /** Versions of this state that were asked for, by layers and day. */
  readonly #versions = new Map<string, string>()
  #stale = true
  #following: Promise<void> | undefined
  /** What the serving file says after edits that are not served yet. */
  #prepared: TileState | undefined
  /** Edits that are being followed and not served yet. */
  readonly #arriving = new Arrival()
  /** Grows with every edit; a tile begun before an edit is not cached after it. */
  #edition = 0

  private constructor(dataDir: string, options: TileOptions) {
    const size = options.workers ?? Math.max(1, Math.min(4, availableParallelism() - 1))
    this.#basemap = new BasemapWatch(dataDir)
    this.#threads = new TileThreads({
      dataDir,
      worker: workerFile('./making/tile-worker.ts', import.meta.url),
      size,
      onRebuilt: (state) => this.#take(state),
      warn: options.warn ?? (() => {}),
    })
    this.#cache = new TileCache(options.tileCacheBytes)
    this.#today = options.today
  }

  /** Starts the threads and brings `serving.db` up to date with the record, which is made when it is missing. */
  static async open(dataDir: string, options: TileOptions): Promise<TileServer> {
    const server = new TileServer(dataDir, options)
    try {
      await server.#current()
      return server
    } catch (error) {
      await server.close()
      throw error
    }
  }

  /** Nothing: a thread of its own reads the change feed. */
  prepare(): Iterable<void> {
    this.#prepared = undefined
    this.#arriving.expect()
    return []
  }

  /** Brings the serving file up to date; until {@link commit} tiles keep their versions and the cache is used. */
  async prepareInThread(): Promise<void> {
    this.#arriving.expect()
    const state = await this.#threads.follow()
    this.#prepared = state
  }

  /** Takes note of edits; tiles they touch are made anew, at the latest when they are asked for next. */
  commit(): void {
    this.#arriving.here()
    if (this.#prepared) {
      this.#take(this.#prepared)
      this.#prepared = undefined
      this.#edition++
      return
    }
    this.#stale = true
    this.#edition++
    // the next request tries again and gets the failure
    this.#current().catch(() => undefined)
  }

  /** Waits until every edit that is known has reached the serving file. */
  async #current(): Promise<void> {
    while (this.#stale || this.#following) {
      this.#following ??= this.#follow().finally(() => {
        this.#following = undefined
      })
      await this.#following
    }
  }

  async #follow(): Promise<void> {
    this.#stale = false
    try {
      this.#take(await this.#threads.follow())
    } catch (error) {
      this.#stale = true
      throw error
    }
  }

  #take(state: TileState): void {
    this.#state = state
    const themes = state.themes.filter(({ id }) => !isTaken(id))
    this.#layers = [...BASE_LAYERS, ...MAP_LAYERS, ...themes.map(themeLayer)]
    this.#versions.clear()
    for (const [table, where] of Object.entries(state.touched)) this.#cache.touch(table, where)
  }

  /** All layers in catalogue order: those of the record, of the base map, then the thematic ones. */
  get layers(): readonly TileLayer[] {
    return this.#layers
  }

  /** The catalogue of thematic layers. */
  async themes(): Promise<readonly ThemeRow[]> {
    await this.#current()
    return this.#state.themes.filter(({ id }) => !isTaken(id))
  }

  /** Whether edits are known that have not reached the serving file: {@link layers} may be others in a moment. */
  get pending(): boolean {
    return this.#stale || this.#following !== undefined
  }

  /**
   * {@link select} when every edit that is known has reached the serving file. Where a layer is unknown while many edits are being
   * followed, it may be among them: they are waited for, at most 5 s.
   */
  async selectCurrent(ids: readonly string[]): Promise<TileLayer[] | undefined> {
    await this.#current()
    const known = this.select(ids)
    if (known || !this.#arriving.expected) return known
    await this.#arriving.wait()
    await this.#current()
    return this.select(ids)
  }

  /** The layers with these ids, each once, in catalogue order; undefined when one is unknown. */
  select(ids: readonly string[]): TileLayer[] | undefined {
    const chosen = this.layers.filter(({ id }) => ids.includes(id))
    return chosen.length === ids.length ? chosen : undefined
  }

  /**
   * One tile of some layers; at once when it is cached. `z` 0..22, `x` and `y` inside the zoom; `at` chooses the communes
   * of a day. The same data gives the same bytes and tag.
   */
  tile(
    layers: readonly TileLayer[],
    z: number,
    x: number,
    y: number,
    at?: string,
  ): EncodedTile | 'empty' | Promise<EncodedTile | 'empty'> {
    if (this.pending) return this.#current().then(() => this.tile(layers, z, x, y, at))
    const shown = layers.filter(({ minzoom }) => z >= minzoom)
    if (shown.length === 0) return 'empty'
    const day = this.#day(layers, at)
    const basemap = this.#basemap.of(shown)?.token ?? ''
    const key = `${shown.map(({ id }) => id).join()} ${day} ${basemap} ${z}/${x}/${y}`
    const cached = this.#cache.get(key)
    if (cached) return cached
    const running = `${this.#edition} ${key}`
    const making = this.#pending.get(running)
    if (making) return making
    const request = { layers: shown.map(({ id }) => id), z, x, y, day, basemap }
    const made = this.#make(key, request, shown).finally(() => this.#pending.delete(running))
    this.#pending.set(running, made)
    return made
  }

  async #make(key: string, request: TileRequest, layers: TileLayer[]): Promise<EncodedTile | 'empty'> {
    const edition = this.#edition
    const tile = await this.#threads.make(request)
    if (edition === this.#edition) {
      const tables = layers.flatMap((layer) => layer.tables)
      const box = tileBox(request.z, request.x, request.y, BUFFER / EXTENT)
      this.#cache.set(key, tile ?? 'empty', tile?.body.length ?? 0, tables, box)
    }
    return tile ?? 'empty'
  }

  /** First day with the same communes as `at` or today; empty when no chosen layer depends on the day. */
  #day(layers: readonly TileLayer[], at: string | undefined): string {
    if (!layers.some(({ tables }) => tables.includes('unit'))) return ''
    const day = at ?? this.today
    return this.#state.communeDays.findLast((each) => each <= day) ?? day
  }

  /** Changes with every edit of these layers; stands in tile addresses, so that a version never changes. */
  version(layers: readonly TileLayer[], at?: string): string | Promise<string> {
    if (this.pending) return this.#current().then(() => this.version(layers, at))
    const day = this.#day(layers, at)
    const basemap = this.#basemap.of(layers)?.token
    const key = `${layers.map(({ id }) => id).join()} ${day} ${basemap}`
    const known = this.#versions.get(key)
    if (known !== undefined) return known
    const versions: Readonly<Record<string, string | undefined>> = { ...this.#state.versions, basemap }
    const tables = [...new Set(layers.flatMap((layer) => layer.tables))].sort()
    const facts = [TILE_ENCODING, day, ...tables.map((table) => `${table} ${versions[table]}`)]
    const version = createHash('sha1').update(facts.join('|')).digest('base64url').slice(0, 12)
    if (this.#versions.size >= MAX_VERSIONS) this.#versions.clear()
    this.#versions.set(key, version)
    return version
  }

  /** The box around the data of some layers; undefined without any. */
  bounds(layers: readonly TileLayer[]): Box | undefined {
    const basemap = this.#basemap.of(layers)?.bounds.basemap
    return boundsOf(layers, { ...this.#state.bounds, basemap })
  }

  /** TileJSON 3.0.0 of some layers, with tile addresses under `baseUrl` that carry the version. */
  async tileJson(layers: readonly TileLayer[], baseUrl: string, at?: string): Promise<TileJson> {
    const version = await this.version(layers, at)
    const box = this.bounds(layers)
    return tileJson(layers, { baseUrl, version, at, box, basemap: this.#basemap.of(layers) })
  }

  /** Who is to be named for the base map where one of these layers is of it: others than we; undefined for nobody. */
  basemapOwner(layers: readonly TileLayer[]): string | undefined {
    const basemap = this.#basemap.of(layers)
    return basemap?.source === 'osm' ? basemap.attribution : undefined
  }

  /** Tiles that edits after change `since` have touched, for caches in front of this server. */
  async touchedSince(since: TouchedSince): Promise<TouchedTiles> {
    await this.#current()
    return this.#threads.touchedSince(since, this.layers)
  }

  /** Today in Vietnam. */
  get today(): string {
    return this.#today()
  }

  /** The first day whose communes are known; today when none is. */
  get begins(): string {
    return this.#state.communeDays[0] ?? this.today
  }

  /** Bytes and number of cached tiles. */
  get cached(): { bytes: number; tiles: number } {
    return { bytes: this.#cache.bytes, tiles: this.#cache.size }
  }

  async close(): Promise<void> {
    await this.#threads.close()
  }
}

/** Whether a layer of the base map has the id already. */
function isTaken(id: string): boolean {
  return MAP_LAYERS.some((layer) => layer.id === id)
}

/** Most versions that are remembered. */
const MAX_VERSIONS = 1000
/** Number of the encoding; raise it when the same data gives other tiles, so that clients fetch them anew. */
const TILE_ENCODING = 5
