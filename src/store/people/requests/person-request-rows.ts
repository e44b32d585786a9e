import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { PersonRequestHead, StoredPersonRequest } from './person-request-tables.ts'

const HEAD = [
  ...(['id', 'kind', 'address', 'commune_code', 'hamlet', 'state', 'third_party', 'created_at'] as const),
  ...(['reply_due', 'fulfil_due', 'replied_at', 'extended_at', 'fulfilled_at', 'outcome', 'event'] as const),
  ...(['account', 'settled_account'] as const),
] satisfies (keyof PersonRequestHead)[]

/** Requests of persons about own data, in one transaction. */
export class PersonRequestRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  /** Adds one. Throws {@link StoreError} `sealed` where there is no key: it is never kept in plain text. */
  async add(request: StoredPersonRequest): Promise<void> {
    await this.#sealing.mustSeal()
    const sealed = await this.#sealing.seal('person_request', request)
    await this.#tx.insertInto('person_request').values(sealed).execute()
  }

  /** What is known of one without what was written. */
  byId(id: string): Promise<PersonRequestHead | undefined> {
    return this.#tx.selectFrom('person_request').select(HEAD).where('id', '=', id).executeTakeFirst()
  }

  /** One with what was written. Throws {@link StoreError} `sealed` without the key. */
  async opened(id: string): Promise<StoredPersonRequest | undefined> {
    const found = await this.#tx
      .selectFrom('person_request')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return found && this.#sealing.open('person_request', found)
  }

  /** Those that wait in communes or hamlets, or everywhere, the first to be due first. */
  async waiting({ communes, hamlets, everywhere }: WaitingArea, limit: number): Promise<PersonRequestHead[]> {
    if (!everywhere && communes.size + hamlets.size === 0) return []
    let query = this.#tx
      .selectFrom('person_request')
      .select(HEAD)
      .where('state', '!=', 'fulfilled')
      .orderBy('fulfil_due')
      .orderBy('id')
      .limit(limit)
    if (!everywhere)
      query = query.where((row) =>
        row.or([
          ...(communes.size > 0 ? [row('commune_code', 'in', [...communes])] : []),
          ...(hamlets.size > 0 ? [row('hamlet', 'in', [...hamlets])] : []),
        ]),
      )
    return query.execute()
  }

  /** Writes what became of one in one of some states; false where somebody else was first. */
  async change(
    id: string,
    from: readonly StoredPersonRequest['state'][],
    set: Partial<Omit<StoredPersonRequest, 'id'>>,
  ): Promise<boolean> {
    const { id: _, ...sealed } = await this.#sealing.seal('person_request', { id, ...set })
    const { numUpdatedRows } = await this.#tx
      .updateTable('person_request')
      .set(sealed)
      .where('id', '=', id)
      .where('state', 'in', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}

interface WaitingArea {
  readonly communes: ReadonlySet<string>
  readonly hamlets: ReadonlySet<string>
  readonly everywhere: boolean
}
