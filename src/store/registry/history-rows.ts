import { sql, type Transaction } from 'kysely'
import type { ChainHead } from '../../chains/linked-event.ts'
import { RESTORED } from '../../chains/restored-event.ts'
import { type StoredVersion, storedVersion, VERSION_SELECT, type VersionRow } from './address-version.ts'
import { ChainRows } from './chain-rows.ts'
import { ComponentRows } from './components/component-rows.ts'
import {
  COMPONENT_COLUMNS,
  type ComponentContent,
  type StoredComponent,
} from './components/component-version.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables, StoredEvent } from './registry-tables.ts'
import { type HeldSupplements, SupplementRows } from './supplements/supplement-rows.ts'

/** A version with what its event says of it. */
export interface ToldVersion extends StoredVersion {
  /** Whether it is the one in force. */
  present: boolean
  /** Its event as `CHAIN #NUMBER`; null where there is none. */
  event_entry: string | null
  event_hash: string | null
  event_count: number | null
}

/** A version of an address with the hash of what it has beside its columns. */
export interface SupplementedVersion {
  revision: number | null
  supplements: string | null
  /** 1 for the one in force. */
  present: number
}

/** A version of a hamlet or street with what its event says of it. */
export interface ToldComponentVersion extends StoredComponent {
  event_chain: string | null
  event_number: number | null
  event_hash: string | null
  event_count: number | null
}

/** Rows that a walk holds at once. */
const TOGETHER = 1000

/** Walks through the whole history, in one state of the record; memory stays the same however long it is. */
export class HistoryRows {
  readonly #db: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(db: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#db = db
    this.#engine = engine
  }

  /** Every event, chain by chain in the order of their numbers. */
  events(): AsyncIterableIterator<StoredEvent> {
    return this.#db
      .selectFrom('zz_event')
      .selectAll()
      .orderBy(this.#byCharacters('chain'))
      .orderBy('number')
      .stream(TOGETHER)
  }

  /** Every version, in the order of its event and of the ids of addresses. */
  async *versions(): AsyncGenerator<ToldVersion> {
    const now = this.#engine.position('address.geom')
    const then = this.#engine.position('address_history.point')
    const query = this.#db
      .selectFrom(
        this.#db
          .selectFrom('address')
          .select(VERSION_SELECT)
          .select([now.lon.as('lon'), now.lat.as('lat'), sql<number>`1`.as('present')])
          .unionAll(
            this.#db
              .selectFrom('address_history')
              .select(VERSION_SELECT)
              .select([then.lon.as('lon'), then.lat.as('lat'), sql<number>`0`.as('present')]),
          )
          .as('version'),
      )
      .leftJoin('zz_event', 'zz_event.fid', 'version.event')
      .selectAll('version')
      .select(['zz_event.chain as event_chain', 'zz_event.number as event_number'])
      .select(['version_hash as event_hash', 'zz_event.count as event_count'])
      .orderBy('version.event')
      .orderBy(this.#byCharacters('version.uid'))
      .orderBy('version.revision')
    for await (const row of query.stream(TOGETHER)) {
      const { present, event_chain, event_number, event_hash, event_count, ...version } = row
      yield {
        ...storedVersion(version as VersionRow),
        present: present === 1,
        event_entry: event_chain === null ? null : `${event_chain} #${event_number}`,
        event_hash,
        event_count,
      }
    }
  }

  /** Every version of hamlets and streets, in the order of its event and of their ids, with what its event says of it. */
  components(): AsyncIterableIterator<ToldComponentVersion> {
    return this.#db
      .selectFrom('zz_component_version as version')
      .leftJoin('zz_event', 'zz_event.fid', 'version.event')
      .select(COMPONENT_COLUMNS.map((column) => `version.${column}` as const))
      .select([
        'chain as event_chain',
        'number as event_number',
        'version_hash as event_hash',
        'count as event_count',
      ])
      .orderBy('version.event')
      .orderBy(this.#byCharacters('version.uid'))
      .orderBy('version.revision')
      .stream(TOGETHER)
  }

  /** Hamlets and streets whose revisions do not count from 1 without a gap, at most a thousand. */
  componentGaps(): Promise<{ kind: string; uid: string; versions: number; last: number }[]> {
    const versions = sql<number>`count(*)`
    const last = sql<number>`max(revision)`
    return this.#db
      .selectFrom('zz_component_version')
      .select(['kind', 'uid', versions.as('versions'), last.as('last')])
      .groupBy(['kind', 'uid'])
      .having(versions, '!=', last)
      .orderBy('uid')
      .limit(TOGETHER)
      .execute()
  }

  /** The newest version of every hamlet and street, each with what the layer says of it. */
  async *presentComponents(): AsyncGenerator<{
    newest: StoredComponent
    layer: ComponentContent | undefined
  }> {
    const rows = new ComponentRows(this.#db, this.#engine)
    for await (const { uid, kind } of this.#componentUids()) {
      const newest = await rows.newest(kind, uid)
      if (newest !== undefined) yield { newest, layer: await rows.inForce(kind, uid) }
    }
  }

  async *#componentUids() {
    for (let after = ''; ; ) {
      const page = await this.#db
        .selectFrom('zz_component_version')
        .select(['uid', 'kind'])
        .distinct()
        .where('uid', '>', after)
        .orderBy('uid')
        .limit(TOGETHER)
        .execute()
      yield* page
      const last = page.at(-1)
      if (last === undefined) return
      after = last.uid
    }
  }

  /** Addresses whose hamlet is not in force, or is of another name, at most a thousand. */
  async misplaced(): Promise<string[]> {
    const found = await this.#db
      .selectFrom('address')
      .leftJoin('hamlet', 'hamlet.uid', 'address.hamlet_uid')
      .select('address.uid as uid')
      .where('address.hamlet_uid', 'is not', null)
      .where((of) => of.or([of('hamlet.uid', 'is', null), of('hamlet.name', '!=', of.ref('address.hamlet'))]))
      .orderBy('address.uid')
      .limit(TOGETHER)
      .execute()
    return found.map(({ uid }) => uid)
  }

  /** The revision of every version that an event has made, address by address in their order. */
  revisions(): AsyncIterableIterator<{ uid: string; revision: number | null }> {
    return this.#db
      .selectFrom(
        this.#db
          .selectFrom('address')
          .select(['uid', 'revision'])
          .where('event', 'is not', null)
          .unionAll(
            this.#db.selectFrom('address_history').select(['uid', 'revision']).where('event', 'is not', null),
          )
          .as('version'),
      )
      .selectAll()
      .orderBy(this.#byCharacters('uid'))
      .orderBy('revision')
      .stream(TOGETHER)
  }

  /** Ids of addresses that have or had something beside their columns, after an id in their order, at most `limit`. */
  async supplementedAddresses(after: string, limit: number): Promise<string[]> {
    const found = await sql<{ uid: string }>`SELECT uid FROM (
        SELECT address AS uid FROM zz_position UNION SELECT address FROM zz_name UNION SELECT address FROM zz_unit
        UNION SELECT uid FROM address WHERE supplements IS NOT NULL
        UNION SELECT uid FROM address_history WHERE supplements IS NOT NULL) AS supplemented
      WHERE ${this.#byCharacters('uid')} > ${after} ORDER BY ${this.#byCharacters('uid')} LIMIT ${sql.lit(limit)}`.execute(
      this.#db,
    )
    return found.rows.map(({ uid }) => uid)
  }

  /** The versions of an address with the hash of what each had beside its columns, the one in force last. */
  supplementHashes(uid: string): Promise<SupplementedVersion[]> {
    const of = (table: 'address' | 'address_history', present: number) =>
      this.#db
        .selectFrom(table)
        .select(['revision', 'supplements', sql<number>`${sql.lit(present)}`.as('present')])
        .where('uid', '=', uid)
    return of('address_history', 0)
      .unionAll(of('address', 1))
      .orderBy('revision')
      .orderBy('present')
      .execute()
  }

  /** Everything that an address has or had beside its columns. */
  supplementsOf(address: string): Promise<HeldSupplements> {
    return new SupplementRows(this.#db).all(address)
  }

  /** Events that made a version of which there is none. */
  async withoutVersion(): Promise<Pick<StoredEvent, 'chain' | 'number'>[]> {
    // A join, as PostgreSQL looks through a list of so many events again for each of them.
    return this.#db
      .selectFrom('zz_event')
      .leftJoin(
        this.#db
          .selectFrom('address')
          .select('event')
          .where('event', 'is not', null)
          .union(this.#db.selectFrom('address_history').select('event').where('event', 'is not', null))
          .union(this.#db.selectFrom('zz_component_version').select('event'))
          .$castTo<{ event: number }>()
          .as('made'),
        'made.event',
        'zz_event.fid',
      )
      .select(['chain', 'number'])
      .where('version_hash', 'is not', null)
      .where('action', 'not in', ['moved-out', RESTORED])
      .where('made.event', 'is', null)
      .orderBy('chain')
      .orderBy('number')
      .limit(TOGETHER)
      .execute()
  }

  /** The heads of all chains, by name. */
  heads(): Promise<ChainHead[]> {
    return new ChainRows(this.#db, this.#engine).heads()
  }

  /** So that PostgreSQL orders by characters, as JavaScript and SQLite do. */
  #byCharacters(column: string) {
    return this.#engine.name === 'postgres' ? sql`${sql.ref(column)} COLLATE "C"` : sql.ref(column)
  }
}
