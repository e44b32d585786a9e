import { ReverseIndex } from '../reverse/reverse-index.ts'
import { SearchEngine } from '../search/search-engine.ts'
import type { RecordStore } from '../store/record-store.ts'
import { TileServer } from '../tiles/tile-server.ts'
import { HamletIndex } from '../units/conversion/hamlet-index.ts'
import { dayClock } from '../units/day-clock.ts'
import { FormerForms } from '../units/former-forms.ts'
import { UnitRegister } from '../units/unit-register.ts'
import { chunksBeside } from './chunks-beside.ts'

/** Layers whose change makes the register of units be read again. */
const UNIT_LAYERS: ReadonlySet<string> = new Set(['unit', 'unit_change', 'postcode'])
/** Changes of the record that are read at once. */
const BATCH = 10_000

/** The units as everyone sees them; `register` is replaced when the record's units change. */
export interface CurrentUnits {
  readonly register: UnitRegister
  formerOf: FormerForms['of']
  /** Where hamlets lie; read again after one has changed. */
  hamlets: () => HamletIndex
  today: () => string
}

/** Everything derived from the record, and the one place that makes it follow edits. */
export class Rooms {
  readonly units: CurrentUnits
  readonly reverse: ReverseIndex
  readonly search: SearchEngine
  #tiles: TileServer | undefined
  #register: UnitRegister
  #former: FormerForms
  #hamlets: HamletIndex | undefined
  #sequence: number
  readonly #today = dayClock()

  private constructor(readonly record: RecordStore) {
    record.changes.touchedByOthers()
    this.#sequence = record.changes.last()
    this.#register = UnitRegister.of(record.units, this.#today)
    this.#former = new FormerForms(this.#register, this.#today)
    const register = () => this.#register
    this.units = {
      get register() {
        return register()
      },
      formerOf: (code, former) => this.#former.of(code, former),
      hamlets: () => {
        this.#hamlets ??= new HamletIndex(record.gazetteer.hamlets())
        return this.#hamlets
      },
      today: this.#today,
    }
    this.reverse = new ReverseIndex(record)
    this.search = SearchEngine.build(record, {
      units: register,
      chunks: () => chunksBeside(record),
      nearest: (lon, lat, radius) => this.reverse.nearest(lon, lat, ['house'], 1, radius)[0],
    })
  }

  /** Builds every index from the record, and makes the tiles' own file or brings it up to date. */
  static async open(
    record: RecordStore,
    dataDir: string,
    options: { tileCacheBytes: number },
  ): Promise<Rooms> {
    // In a worker of its own, while the indexes are built here.
    const opening = TileServer.open(dataDir, { ...options, today: dayClock() })
    try {
      record.readSparsely()
      const rooms = new Rooms(record)
      rooms.#tiles = await opening
      return rooms
    } catch (error) {
      await opening.then(
        (tiles) => tiles.close(),
        () => undefined,
      )
      throw error
    }
  }

  get tiles(): TileServer {
    return this.#tiles as TileServer
  }

  /** Brings every index up to date when someone else has edited the record; two or three microseconds when not. */
  follow(): void {
    if (this.record.changes.touchedByOthers()) this.catchUp()
  }

  /** Reads the change feed to its end; call after edits through this server's own connection. */
  catchUp(): void {
    for (;;) {
      const changes = this.record.changes.since(this.#sequence, BATCH)
      if (changes.length === 0) return
      if (changes.some(({ layer }) => UNIT_LAYERS.has(layer))) {
        this.#register = UnitRegister.of(this.record.units, this.#today)
        this.#former = new FormerForms(this.#register, this.#today)
      }
      if (changes.some(({ layer }) => layer === 'hamlet')) this.#hamlets = undefined
      this.reverse.apply(changes)
      this.search.apply(changes)
      this.tiles.apply(changes)
      this.#sequence = changes.at(-1)!.fid
    }
  }

  /** What is served: how many addresses, real or demonstration data, and up to which change. */
  facts(): { addresses: number; data: string; sequence: number } {
    return {
      addresses: this.record.addresses.count(),
      data: this.record.info.get('data_kind') ?? 'empty',
      sequence: this.#sequence,
    }
  }

  async close(): Promise<void> {
    await this.tiles.close()
    this.record.close()
  }
}
