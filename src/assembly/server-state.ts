import { ReverseIndex } from '../reverse/reverse-index.ts'
import { SearchEngine } from '../search/search-engine.ts'
import { bringUpToDate, type Follower } from '../store/follower.ts'
import type { RecordStore } from '../store/record-store.ts'
import { TileServer } from '../tiles/tile-server.ts'
import { CurrentHamlets } from '../units/conversion/current-hamlets.ts'
import { CurrentUnits } from '../units/current-units.ts'
import { dayClock } from '../units/day-clock.ts'
import { chunksInThread } from './chunks-in-thread.ts'

/** Changes of the record that are read at once. */
const BATCH = 10_000

/**
 * What follows the record, beside the tiles, in the order in which changes are prepared: search builds on the units that
 * were prepared before it.
 */
function followersOf(record: RecordStore, today: () => string) {
  const units = new CurrentUnits(record.units, today)
  const hamlets = new CurrentHamlets(record.gazetteer)
  const reverse = new ReverseIndex(record)
  const search = SearchEngine.build(record, {
    units: () => units.register,
    preparedUnits: () => units.preparedRegister,
    chunks: () => chunksInThread(record),
    nearest: (lon, lat, radius) => reverse.nearest(lon, lat, ['house'], 1, radius)[0],
  })
  return { units, hamlets, reverse, search } satisfies Record<string, Follower>
}

type Followers = ReturnType<typeof followersOf> & { tiles: TileServer }

/** Everything derived from the record, and the one place that makes it follow edits. */
export class ServerState {
  #sequence: number

  private constructor(
    readonly record: RecordStore,
    readonly followers: Followers,
    sequence: number,
  ) {
    this.#sequence = sequence
  }

  /** Builds every index from the record, and makes the tiles' own file or brings it up to date. */
  static async open(
    record: RecordStore,
    dataDir: string,
    options: { tileCacheBytes: number },
  ): Promise<ServerState> {
    const today = dayClock()
    // A worker makes the tiles' file while this thread builds the indexes.
    const opening = TileServer.open(dataDir, { ...options, today })
    try {
      record.readSparsely()
      record.changes.touchedByOthers()
      const sequence = record.changes.last()
      return new ServerState(record, { ...followersOf(record, today), tiles: await opening }, sequence)
    } catch (error) {
      await opening.then(
        (tiles) => tiles.close(),
        () => undefined,
      )
      throw error
    }
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
      bringUpToDate(Object.values(this.followers), changes)
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
    await this.followers.tiles.close()
    this.record.close()
  }
}
