import { NearbyIndex } from '../reverse/nearby-index.ts'
import { ReverseIndex } from '../reverse/reverse-index.ts'
import { SearchEngine } from '../search/search-engine.ts'
import { ServedThings } from '../store/basemap/served-things.ts'
import type { Follower } from '../store/following/follower.ts'
import { RecordWatch } from '../store/following/record-watch.ts'
import { type AddressChunk, type ChunkPoints, pointsOf } from '../store/reading/address-chunks.ts'
import type { UnusableRow } from '../store/reading/row-faults.ts'
import { UnusableRows } from '../store/reading/unusable-rows.ts'
import type { FeedPosition } from '../store/record/change-feed.ts'
import { RecordStore } from '../store/record-store.ts'
import { TileServer } from '../tiles/tile-server.ts'
import { CurrentHamlets } from '../units/conversion/current-hamlets.ts'
import { CurrentUnits } from '../units/current-units.ts'
import { dayClock } from '../units/day-clock.ts'
import { readElsewhere } from '../units/elsewhere.ts'
import { AddressCount } from './address-count.ts'
import { type FollowingState, RecordFollower } from './record-follower.ts'
import { chunksInThread } from './threads/chunks-in-thread.ts'

/** Milliseconds after which changes are followed although nobody asks for anything. */
const IDLE_MS = 1000

/**
 * What follows the record, beside the tiles, in the order in which changes are prepared: search builds on the units that
 * were prepared before it.
 */
function followersOf(record: RecordStore, today: () => string, basemap: ServedThings) {
  const units = new CurrentUnits(record.units, today)
  const hamlets = new CurrentHamlets(record.gazetteer)
  // Addresses are read once: reverse takes their positions when search has taken their texts.
  const points: ChunkPoints[] = []
  let elsewhere: ReturnType<typeof readElsewhere> | undefined
  const search = SearchEngine.build(record, {
    units: () => units.register,
    preparedUnits: () => units.preparedRegister,
    chunks: () => keepingPoints(chunksInThread(record), points),
    nearest: (lon, lat, radius) => reverse.nearest(lon, lat, ['house'], 1, radius)[0],
    basemap: () => basemap.current,
    get elsewhere() {
      elsewhere ??= readElsewhere()
      return elsewhere
    },
  })
  const reverse = new ReverseIndex(record, pointsOf(points))
  // what search was built with stays with it
  points.length = 0
  return {
    units,
    hamlets,
    reverse,
    nearby: new NearbyIndex(record),
    search,
    addressCount: new AddressCount(record),
  } satisfies Record<string, Follower>
}

function* keepingPoints(chunks: Iterable<AddressChunk>, points: ChunkPoints[]): Generator<AddressChunk> {
  for (const chunk of chunks) {
    points.push({ fids: chunk.fids, positions: chunk.positions })
    yield chunk
  }
}

type Followers = ReturnType<typeof followersOf> & { tiles: TileServer; unusable: UnusableRows }

export interface StateOptions {
  /** Bytes of encoded tiles kept in memory. */
  tileCacheBytes: number
  /** Told, in a sentence for the log, when the tiles' file was damaged. */
  warn?: (sentence: string) => void
  /** Told when edits cannot be followed; what was served before is served on. */
  onFailure?: (error: unknown) => void
  /** Told of each row of the record that is left out, because it cannot be used. */
  onUnusable?: (row: UnusableRow) => void
}

/** Everything that is served: the record as it was at one moment, and what is derived from it. */
export class ServerState {
  readonly #follower: RecordFollower
  readonly #timer: NodeJS.Timeout
  readonly #today: () => string

  private constructor(
    /** Reads the state that is served. */
    readonly record: RecordStore,
    readonly followers: Followers,
    /** Looks for edits; never what a request reads. */
    readonly watching: RecordStore,
    today: () => string,
    watch: RecordWatch,
    position: FeedPosition,
    onFailure: (error: unknown) => void,
    /** What the base map beside the record names. */
    readonly basemap: ServedThings,
  ) {
    this.#follower = new RecordFollower({
      serving: record,
      watching,
      followers: Object.values(followers),
      watch,
      position,
      onFailure,
    })
    this.#today = today
    this.#timer = setInterval(() => this.follow(), IDLE_MS).unref()
  }

  /** Builds every index from the record, and makes the tiles' own file or brings it up to date. */
  static async open(watching: RecordStore, dataDir: string, options: StateOptions): Promise<ServerState> {
    const { tileCacheBytes, warn, onFailure = () => undefined, onUnusable = () => undefined } = options
    const today = dayClock()
    // A worker makes the tiles' file while this thread builds the indexes.
    const opening = TileServer.open(dataDir, { tileCacheBytes, today, ...(warn ? { warn } : {}) })
    // Its failure is met where it is awaited, and must not end the process before.
    opening.catch(() => undefined)
    let serving: RecordStore | undefined
    try {
      serving = RecordStore.open(dataDir, { readonly: true })
      watching.readSparsely()
      watching.changes.touchedByOthers()
      const watch = new RecordWatch(watching)
      serving.pin()
      const position = serving.changes.position()
      const unusable = new UnusableRows(onUnusable)
      const basemap = new ServedThings(dataDir)
      const followers = { ...followersOf(serving, today, basemap), tiles: await opening, unusable }
      unusable.look(serving).catch(onFailure)
      return new ServerState(serving, followers, watching, today, watch, position, onFailure, basemap)
    } catch (error) {
      serving?.close()
      await opening.then(
        (tiles) => tiles.close(),
        () => undefined,
      )
      throw error
    }
  }

  /**
   * Brings everything up to date when someone else has edited the record; four or five microseconds when not. Returns what
   * a request waits for, as {@link RecordFollower.follow} says.
   */
  follow(): Promise<void> | undefined {
    return this.#follower.follow()
  }

  /** What happened to the record beneath the running server, as a sentence; undefined while it is the one that is served. */
  get replaced(): string | undefined {
    return this.#follower.replaced
  }

  /** Names what is served, the record and the base map as they are and the day that it is looked at; undefined where the record's history has no tokens. */
  get tag(): string | undefined {
    const { sequence, token } = this.#follower.position
    return token === '' ? undefined : `${sequence} ${token} ${this.#today()} ${this.basemap.mark}`
  }

  /** Follows edits that were made through the watching connection, all of them. */
  async catchUp(): Promise<void> {
    this.#follower.catchUp()
    await this.#follower.settled()
  }

  /**
   * Lets go of the journal: what is read from here on is read from the record's file, where the journal has been copied into
   * it. Nothing while many changes are taken in.
   */
  leaveJournal(): void {
    this.#follower.catchUp()
    if (this.record.changes.position().sequence === this.#follower.position.sequence) this.record.pin()
  }

  /** What is served: how many addresses, real or demonstration data, up to which change, and how far behind. */
  facts(): { addresses: number; data: string } & FollowingState {
    return {
      addresses: this.followers.addressCount.count,
      data: this.record.info.get('data_kind') ?? 'empty',
      ...this.#follower.state,
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#follower.settled()
    await this.followers.unusable.stop()
    await this.followers.tiles.close()
    this.basemap.close()
    this.record.close()
    this.watching.close()
  }
}
