import { type RawBuilder, type SelectQueryBuilder, sql, type Transaction } from 'kysely'

/** Where what waits is looked for: communes of today, hamlets by their uid, or everywhere. */
export interface QueueArea {
  readonly communes: readonly string[]
  readonly hamlets: readonly string[]
  readonly everywhere: boolean
}

/** Where a page begins: behind a moment. Of the items of this very moment it takes none, all, or those behind one. */
export interface QueueStart {
  readonly at: string
  readonly within: 'none' | 'all' | { readonly id: string; readonly commune: string }
}

/** A page of what waits. */
export interface QueuePage<Kind extends string, State extends string> {
  readonly area: QueueArea
  readonly kinds: readonly Kind[]
  readonly state: State
  readonly newestFirst: boolean
  /** The beginning of the queue where it is absent. */
  readonly start?: QueueStart | undefined
  readonly limit: number
}

/** Branches at most: an area of more places is looked through as everywhere, and filtered. */
const MOST_BRANCHES = 100

/**
 * Rows of a queue's page in their order: by moment, id, commune. Each place and kind is a range of an index, so that a page
 * costs the same however much waits.
 *
 * @param base selects all of a table with the columns `commune_code`, `hamlet`, `state`, `kind` and `id`
 * @param moment its column of moments
 */
export async function queuePage<DB, Table extends keyof DB & string, Row>(
  tx: Transaction<DB>,
  base: SelectQueryBuilder<DB, Table, Row>,
  moment: string,
  { area, kinds, state, newestFirst, start, limit }: QueuePage<string, string>,
): Promise<Row[]> {
  const direction = newestFirst ? 'desc' : 'asc'
  const order = [moment, 'id', 'commune_code'].map((column) => sql.ref(column))
  const branches = placesOf(area, kinds.length).flatMap((place) =>
    kinds.map((kind) => {
      let query = base.where(place).where(sql<boolean>`state = ${state} AND kind = ${kind}`)
      if (start !== undefined) query = query.where(behind(moment, start, newestFirst))
      for (const column of order) query = query.orderBy(column, direction)
      return query.limit(limit)
    }),
  )
  if (branches.length === 0) return []
  if (branches.length === 1) return (branches[0] as (typeof branches)[0]).execute() as Promise<Row[]>
  const union = sql.join(
    branches.map((branch) => sql`SELECT * FROM ${branch} AS branch`),
    sql` UNION ALL `,
  )
  const ordered = sql.join(order.map((column) => sql`${column} ${sql.raw(direction)}`))
  const { rows } = await sql<Row>`${union} ORDER BY ${ordered} LIMIT ${limit}`.execute(tx)
  return rows
}

/** How many rows of a state wait of each kind, counted by an index alone. */
export async function queueCounts<DB, Table extends keyof DB & string>(
  base: SelectQueryBuilder<DB, Table, object>,
  area: QueueArea,
  state: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const place of countedPlaces(area)) {
    const rows = await base
      .select([sql<string>`kind`.as('kind'), sql<number>`count(*)`.as('count')])
      .where(place)
      .where(sql<boolean>`state = ${state}`)
      .groupBy(sql`kind`)
      .execute()
    for (const { kind, count } of rows as { kind: string; count: number | string }[])
      counts.set(kind, (counts.get(kind) ?? 0) + Number(count))
  }
  return counts
}

/** Conditions that together hold of each row of an area, and of one row no two. */
function placesOf({ communes, hamlets, everywhere }: QueueArea, kinds: number): RawBuilder<boolean>[] {
  if (everywhere) return [sql<boolean>`1 = 1`]
  if ((communes.length + hamlets.length) * kinds > MOST_BRANCHES) return [inArea(communes, hamlets)]
  return [
    ...communes.map((code) => sql<boolean>`commune_code = ${code}`),
    ...hamlets.map((uid) => sql<boolean>`hamlet = ${uid} AND ${outside(communes)}`),
  ]
}

function countedPlaces({ communes, hamlets, everywhere }: QueueArea): RawBuilder<boolean>[] {
  if (everywhere) return [sql<boolean>`1 = 1`]
  const places = []
  if (communes.length > 0) places.push(sql<boolean>`commune_code IN (${sql.join(communes)})`)
  if (hamlets.length > 0) places.push(sql<boolean>`hamlet IN (${sql.join(hamlets)}) AND ${outside(communes)}`)
  return places
}

function inArea(communes: readonly string[], hamlets: readonly string[]): RawBuilder<boolean> {
  const parts = []
  if (communes.length > 0) parts.push(sql`commune_code IN (${sql.join(communes)})`)
  if (hamlets.length > 0) parts.push(sql`hamlet IN (${sql.join(hamlets)})`)
  return sql<boolean>`(${sql.join(parts, sql` OR `)})`
}

function outside(communes: readonly string[]): RawBuilder<boolean> {
  return communes.length === 0
    ? sql<boolean>`1 = 1`
    : sql<boolean>`commune_code NOT IN (${sql.join(communes)})`
}

function behind(moment: string, { at, within }: QueueStart, newestFirst: boolean): RawBuilder<boolean> {
  const sign = sql.raw(newestFirst ? '<' : '>')
  const column = sql.ref(moment)
  if (within === 'none') return sql<boolean>`${column} ${sign} ${at}`
  if (within === 'all') return sql<boolean>`${column} ${sign}= ${at}`
  return sql<boolean>`(${column}, id, commune_code) ${sign} (${at}, ${within.id}, ${within.commune})`
}
