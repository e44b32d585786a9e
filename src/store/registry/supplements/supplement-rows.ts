import type { Transaction } from 'kysely'
import type {
  HashedSupplements,
  NameLeaf,
  PositionLeaf,
  SaltedText,
  UnitLeaf,
} from '../../../chains/supplements-hash.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Rows that one statement adds: SQLite takes 32,766 values at most. */
const TOGETHER = 500

type Table = 'zz_position' | 'zz_name' | 'zz_unit'

/** A supplement with the revisions in which it holds. */
export type Held<Leaf> = Leaf & { readonly since: number; readonly until: number | null }

/** Every supplement that an address has or had. */
export interface HeldSupplements {
  readonly positions: readonly Held<PositionLeaf>[]
  readonly names: readonly Held<NameLeaf>[]
  readonly units: readonly Held<UnitLeaf>[]
}

/** Further positions, names and units of addresses in one transaction: rows that hold from one revision to another. */
export class SupplementRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** What an address has now. */
  async present(address: string): Promise<HashedSupplements> {
    return filtered(await this.all(address), ({ until }) => until === null)
  }

  /** What an address had in a revision. */
  async at(address: string, revision: number): Promise<HashedSupplements> {
    return filtered(await this.all(address), (held) => holdsIn(held, revision))
  }

  /** Every row of an address, in the order in which they were written. */
  async all(address: string): Promise<HeldSupplements> {
    const positions = await this.#tx
      .selectFrom('zz_position')
      .select(['uid', 'since', 'until', 'type', 'lon', 'lat', 'method', 'accuracy'])
      .where('address', '=', address)
      .orderBy('fid')
      .execute()
    const names = await this.#tx
      .selectFrom('zz_name')
      .select(['uid', 'since', 'until', 'kind', 'language', 'valid_from', 'valid_to', 'name', 'salt', 'leaf'])
      .where('address', '=', address)
      .orderBy('fid')
      .execute()
    const units = await this.#tx
      .selectFrom('zz_unit')
      .select(['uid', 'since', 'until', 'kind', 'floor', 'state', 'designation', 'salt', 'leaf'])
      .where('address', '=', address)
      .orderBy('fid')
      .execute()
    return {
      positions,
      names: names.map(({ name, salt, leaf, ...rest }) => ({ ...rest, name: { text: name, salt, leaf } })),
      units: units.map(({ designation, salt, leaf, ...rest }) => ({
        ...rest,
        designation: { text: designation, salt, leaf },
      })),
    }
  }

  /** Makes these what an address has from a revision on: what changed or went is ended, what is new is added. */
  async put(address: string, revision: number, next: HashedSupplements): Promise<void> {
    const now = await this.present(address)
    await this.#replace('zz_position', address, revision, now.positions, next.positions, (each) => each)
    await this.#replace('zz_name', address, revision, now.names, next.names, ({ name, ...rest }) => ({
      ...rest,
      ...textColumns('name', name),
    }))
    await this.#replace('zz_unit', address, revision, now.units, next.units, ({ designation, ...rest }) => ({
      ...rest,
      ...textColumns('designation', designation),
    }))
  }

  async #replace<Leaf extends { readonly uid: string }>(
    table: Table,
    address: string,
    revision: number,
    now: readonly Leaf[],
    next: readonly Leaf[],
    columns: (leaf: Leaf) => object,
  ): Promise<void> {
    const kept = new Map(now.map((each) => [each.uid, JSON.stringify(each)]))
    const added = next.filter((each) => kept.get(each.uid) !== JSON.stringify(each))
    const same = new Set(next.filter((each) => !added.includes(each)).map(({ uid }) => uid))
    const ended = now.map(({ uid }) => uid).filter((uid) => !same.has(uid))
    for (let i = 0; i < ended.length; i += TOGETHER)
      await this.#tx
        .updateTable(table)
        .set({ until: revision })
        .where('address', '=', address)
        .where('uid', 'in', ended.slice(i, i + TOGETHER))
        .where('until', 'is', null)
        .execute()
    for (let i = 0; i < added.length; i += TOGETHER)
      await this.#tx
        .insertInto(table)
        .values(
          added
            .slice(i, i + TOGETHER)
            .map((each) => ({ ...columns(each), address, since: revision, until: null })) as never,
        )
        .execute()
  }
}

/** Whether a row holds in a revision of its address. */
export function holdsIn({ since, until }: Held<unknown>, revision: number): boolean {
  return since <= revision && (until === null || until > revision)
}

/** Those of the rows that hold, without their revisions. */
export function filtered(
  { positions, names, units }: HeldSupplements,
  holds: (held: Held<unknown>) => boolean,
): HashedSupplements {
  const bare = <Leaf>(list: readonly Held<Leaf>[]) =>
    list.filter(holds).map(({ since: _, until: __, ...leaf }) => leaf as Leaf)
  return {
    positions: bare<PositionLeaf>(positions),
    names: bare<NameLeaf>(names),
    units: bare<UnitLeaf>(units),
  }
}

function textColumns(column: string, { text, salt, leaf }: SaltedText) {
  return { [column]: text, salt, leaf }
}
