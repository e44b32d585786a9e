import { sql, type Transaction } from 'kysely'
import { chainName, chainPrefix } from '../../chains/chain-name.ts'
import { CHAIN_START } from '../../chains/event-hash.ts'
import { type ChainHead, type ChainLink, linkedEvent, type NewEvent } from '../../chains/linked-event.ts'
import { type ChainEnd, restoredEvent } from '../../chains/restored-event.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables, StoredEvent } from './registry-tables.ts'

/** The class of advisory locks that {@link ChainRows.holdWork} takes. */
const WORK_LOCKS = 4126004

/** The last event of a chain, with the number of the row that its next one gets. */
type HeldHead = ChainHead & { fid: number }

/** The chains of events, one a unit with the day from which it is valid. */
export class ChainRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine
  readonly #grown = new Map<string, ChainHead>()
  readonly #appended: NewEvent[] = []
  #held: HeldHead | undefined

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /**
   * The chain of today's commune of a code; undefined for a code that no commune in force has. What is done to
   * demonstration data stands in chains of its own, which go with it.
   */
  async ofCommune(code: string): Promise<string | undefined> {
    const unit = await this.#tx
      .selectFrom('unit')
      .select('valid_from')
      .select((info) =>
        info.selectFrom('diachiso_info').select('value').where('key', '=', 'data_kind').as('data_kind'),
      )
      .where('level', '=', 'commune')
      .where('code', '=', code)
      .where('valid_to', 'is', null)
      .executeTakeFirst()
    if (unit === undefined) return undefined
    return chainName(unit.data_kind === 'demo' ? chainPrefix('demo') : '', code, unit.valid_from)
  }

  /** Whether an account has changed anything but demonstration data: then there were accounts. */
  async haveAccounts(): Promise<boolean> {
    const found = await this.#tx
      .selectFrom('zz_event')
      .select('fid')
      .where('account', 'is not', null)
      .where('account', '!=', 'server')
      .where('chain', 'not like', `${chainPrefix('demo')}%`)
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  /** As {@link ofCommune}, with the head of the chain held for the event that is added next: both are one question. */
  async heldOfCommune(code: string): Promise<string | undefined> {
    const kind = this.#tx.selectFrom('diachiso_info').select('value').where('key', '=', 'data_kind')
    // What the name begins with; the day is the unit's.
    const begins = (prefix: string) => chainName(prefix, code, '')
    const name = sql<string>`CASE WHEN ${kind} = 'demo' THEN ${begins(chainPrefix('demo'))} ELSE ${begins('')} END || unit.valid_from`
    let query = this.#tx
      .selectFrom('unit')
      .innerJoin('zz_chain', (join) => join.on('zz_chain.chain', '=', name))
      .select(['chain', 'number', 'hash', 'at', this.#engine.newEventRow.as('fid')])
      .where('level', '=', 'commune')
      .where('code', '=', code)
      .where('valid_to', 'is', null)
    if (this.#engine.locksRows) query = query.forUpdate('zz_chain')
    this.#held = await query.executeTakeFirst()
    return this.#held?.chain ?? this.ofCommune(code)
  }

  /**
   * Adds an event to a chain and returns its row number. The head is held until the end of the transaction.
   *
   * @param now moment of the event, ISO 8601 in UTC
   */
  async append(chain: string, event: NewEvent, now: string): Promise<number> {
    const { fid, ...head } = await this.#head(chain)
    return this.#add(fid, { ...event, ...linkedEvent(chain, head, event, now) })
  }

  /** Opens a segment in a chain of a record that was restored; see {@link restoredEvent}. */
  async openSegment(chain: string, end: ChainEnd, now: string): Promise<void> {
    const { fid, ...head } = await this.#head(chain)
    await this.#add(fid, restoredEvent(chain, head.number === 0 ? undefined : head, end, now))
  }

  /** Heads of the chains that this transaction has added to. */
  get grown(): readonly ChainHead[] {
    return [...this.#grown.values()]
  }

  /** Events that this transaction has added. */
  get appended(): readonly NewEvent[] {
    return this.#appended
  }

  /** Waits for whoever is adding to a chain, so that what is read of it then is settled. */
  async hold(chain: string): Promise<void> {
    let query = this.#tx.selectFrom('zz_chain').select('fid').where('chain', '=', chain)
    if (this.#engine.locksRows) query = query.forUpdate()
    await query.execute()
  }

  /**
   * Waits for whoever writes under this id until their transaction has ended, and keeps others waiting until the end of this
   * one. In a file any transaction that writes does so.
   */
  async holdWork(id: string): Promise<void> {
    if (this.#engine.locksRows)
      await sql`SELECT pg_advisory_xact_lock(${WORK_LOCKS}, hashtext(${id}))`.execute(this.#tx)
  }

  /** An event by its id. */
  byId(id: string): Promise<StoredEvent | undefined> {
    return this.#tx.selectFrom('zz_event').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** An event by the number of its row. */
  byRow(fid: number): Promise<StoredEvent | undefined> {
    return this.#tx.selectFrom('zz_event').selectAll().where('fid', '=', fid).executeTakeFirst()
  }

  /** Events of an address, oldest first. */
  ofSubject(uid: string): Promise<StoredEvent[]> {
    return this.#tx.selectFrom('zz_event').selectAll().where('subject', '=', uid).orderBy('fid').execute()
  }

  /** The event of a chain with a number. */
  byNumber(chain: string, number: number): Promise<StoredEvent | undefined> {
    return this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where('chain', '=', chain)
      .where('number', '=', number)
      .executeTakeFirst()
  }

  /**
   * Events that made a version of an address, oldest first: those that are about it, and batches in which it was one of
   * many.
   */
  async ofVersions(uid: string): Promise<StoredEvent[]> {
    const versions = (table: 'address' | 'address_history') =>
      this.#tx.selectFrom(table).select('event').where('uid', '=', uid).where('event', 'is not', null)
    const events = versions('address').union(versions('address_history')).$castTo<{ event: number }>()
    const own = await this.ofSubject(uid)
    const batches = await this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where('fid', 'in', events)
      .where('subject', 'is', null)
      .execute()
    return batches.length === 0 ? own : [...own, ...batches].sort((a, b) => a.fid - b.fid)
  }

  /** Row numbers of events by their ids. */
  async rowsOf(ids: readonly string[]): Promise<Set<number>> {
    if (ids.length === 0) return new Set()
    const rows = await this.#tx.selectFrom('zz_event').select('fid').where('id', 'in', ids).execute()
    return new Set(rows.map(({ fid }) => fid))
  }

  /** Events of a chain after a number, oldest first. */
  after(chain: string, number: number, limit: number): Promise<StoredEvent[]> {
    return this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where('chain', '=', chain)
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit)
      .execute()
  }

  /** The newest events of a chain, the newest first. */
  newest(chain: string, limit: number): Promise<StoredEvent[]> {
    return this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where('chain', '=', chain)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute()
  }

  /** Events of some chains from a moment on and before another (ISO 8601 in UTC), the newest first. */
  async between(
    chains: readonly string[],
    from: string,
    until: string,
    limit: number,
  ): Promise<StoredEvent[]> {
    if (chains.length === 0) return []
    return this.#tx
      .selectFrom('zz_event')
      .selectAll()
      .where('chain', 'in', chains)
      .where('at', '>=', from)
      .where('at', '<', until)
      .orderBy('fid', 'desc')
      .limit(limit)
      .execute()
  }

  /** Whether there is a chain of this name. */
  async has(chain: string): Promise<boolean> {
    const found = await this.#tx
      .selectFrom('zz_chain')
      .select('fid')
      .where('chain', '=', chain)
      .executeTakeFirst()
    return found !== undefined
  }

  /** The heads of all chains, by name. */
  heads(): Promise<ChainHead[]> {
    return this.#tx
      .selectFrom('zz_chain')
      .select(['chain', 'number', 'hash', 'at'])
      .orderBy('chain')
      .execute()
  }

  async #add(fid: number, event: NewEvent & ChainLink): Promise<number> {
    const { chain, number, hash, at } = event
    const tx = this.#tx
    await this.#engine.send(tx, tx.insertInto('zz_event').values({ ...event, fid }))
    await this.#engine.send(
      tx,
      tx.updateTable('zz_chain').set({ number, hash, at }).where('chain', '=', chain),
    )
    this.#grown.set(chain, { chain, number, hash, at })
    this.#appended.push(event)
    return fid
  }

  /**
   * The head of a chain, held, with the number of the row of its next event; a chain that has none yet gets one that stands
   * before its first event.
   */
  async #head(chain: string): Promise<HeldHead> {
    const held = this.#held
    this.#held = undefined
    if (held?.chain === chain) return held
    let query = this.#tx
      .selectFrom('zz_chain')
      .select(['chain', 'number', 'hash', 'at', this.#engine.newEventRow.as('fid')])
      .where('chain', '=', chain)
    if (this.#engine.locksRows) query = query.forUpdate()
    const head = await query.executeTakeFirst()
    if (head !== undefined) return head
    await this.#engine.send(
      this.#tx,
      this.#tx
        .insertInto('zz_chain')
        .values({ chain, number: 0, hash: CHAIN_START, at: '' })
        .onConflict((conflict) => conflict.column('chain').doNothing()),
    )
    return query.executeTakeFirstOrThrow()
  }
}
