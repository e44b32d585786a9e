import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'
import { type ComponentKind, LAYER_COLUMNS } from './component-layers.ts'
import {
  COMPONENT_COLUMNS,
  type ComponentContent,
  type ComponentVersion,
  type StoredComponent,
  shapeOf,
  storedLine,
} from './component-version.ts'

type LayerRow = Omit<ComponentContent, 'kind' | 'status' | 'successor' | 'shape'> & { line: Buffer | null }
/** What is written of a version into the layer, by its column there. */
type LayerColumns = readonly (readonly [column: string, value: unknown])[]

/** Successors that are followed: those of other programs may go round in a circle. */
const MOST_SUCCESSORS = 50

/** A hamlet or street that was edited, with the kind that it is. */
export interface Touched {
  readonly kind: ComponentKind
  readonly uid: string
}

/** Hamlets and streets in one transaction: those in force in their layers, and all versions. */
export class ComponentRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /**
   * What the layer says of one in force.
   *
   * @param hold for whoever changes it until the end of the transaction, or with it what names it
   */
  async inForce(
    kind: ComponentKind,
    uid: string,
    hold?: 'change' | 'name',
  ): Promise<ComponentContent | undefined> {
    const lock =
      !this.#engine.locksRows || hold === undefined
        ? sql``
        : hold === 'change'
          ? sql`FOR UPDATE`
          : sql`FOR SHARE`
    return (await this.#fromLayer(kind, sql`uid = ${uid} ${lock}`))[0]
  }

  /** Those in force in a commune of today. */
  inCommune(kind: ComponentKind, commune: string): Promise<ComponentContent[]> {
    return this.#fromLayer(kind, sql`commune_code = ${commune} AND uid IS NOT NULL ORDER BY name, uid`)
  }

  /** The line of a street in force as a geometry of a GeoPackage; null without one. */
  async lineOf(uid: string): Promise<Buffer | null> {
    const { rows } = await sql<{ line: Buffer | null }>`
      SELECT ${this.#engine.bytes('street.geom')} AS line FROM street WHERE uid = ${uid}`.execute(this.#tx)
    return storedLine(rows[0]?.line ?? null)
  }

  /** The newest version; undefined for an id that none has had. */
  async newest(kind: ComponentKind, uid: string): Promise<StoredComponent | undefined> {
    return this.#tx
      .selectFrom('zz_component_version')
      .select(COMPONENT_COLUMNS)
      .where('uid', '=', uid)
      .where('kind', '=', kind)
      .orderBy('revision', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  /** What is in force of an id: itself, or what took its place; undefined where that has ended. */
  async current(kind: ComponentKind, uid: string): Promise<ComponentContent | undefined> {
    let at = uid
    for (let steps = 0; steps < MOST_SUCCESSORS; steps++) {
      const found = await this.inForce(kind, at, 'name')
      if (found !== undefined) return found
      const successor = (await this.newest(kind, at))?.successor
      if (!successor) return undefined
      at = successor
    }
    return undefined
  }

  /** All versions, oldest first. */
  versions(kind: ComponentKind, uid: string): Promise<StoredComponent[]> {
    return this.#tx
      .selectFrom('zz_component_version')
      .select(COMPONENT_COLUMNS)
      .where('uid', '=', uid)
      .where('kind', '=', kind)
      .orderBy('revision')
      .execute()
  }

  /** Versions, newest first, of all that have ever been in a commune: names that were, and what became of them. */
  everInCommune(kind: ComponentKind, commune: string): Promise<StoredComponent[]> {
    return this.#tx
      .selectFrom('zz_component_version')
      .select(COMPONENT_COLUMNS)
      .where('commune_code', '=', commune)
      .where('kind', '=', kind)
      .orderBy('recorded_at', 'desc')
      .orderBy('uid')
      .orderBy('revision', 'desc')
      .execute()
  }

  /** Ids among these that hamlets or streets have or had. */
  async known(uids: readonly string[]): Promise<ReadonlySet<string>> {
    if (uids.length === 0) return new Set()
    const rows = await this.#tx
      .selectFrom('zz_component_version')
      .select('uid')
      .distinct()
      .where('uid', 'in', uids)
      .execute()
    return new Set(rows.map(({ uid }) => uid))
  }

  /** The uid of the hamlet or street that an event is about; undefined for an event about something else. */
  async ofEvent(event: number): Promise<Touched | undefined> {
    return this.#tx
      .selectFrom('zz_component_version')
      .select(['kind', 'uid'])
      .where('event', '=', event)
      .limit(1)
      .executeTakeFirst()
  }

  /**
   * Writes a version that an event has made, and brings the layer up to it: what is merged or ended is there no longer.
   *
   * @param event number of the event's row
   * @param inLayer false where the layer says it already, as another program has written it there
   */
  async write(version: ComponentVersion, event: number, recorded_at: string, inLayer = true): Promise<void> {
    await this.#tx
      .insertInto('zz_component_version')
      .values({ ...columnsOf(version), event, recorded_at })
      .execute()
    if (inLayer) await this.#writeLayer(version)
    await this.forget(version)
  }

  /** What was edited and has no event yet, at most `limit`. */
  touched(limit: number): Promise<Touched[]> {
    return this.#tx
      .selectFrom('zz_component_touched')
      .select(['kind', 'uid'])
      .orderBy('fid')
      .limit(limit)
      .execute()
  }

  /** Takes note that what was edited has its version. */
  async forget({ kind, uid }: Touched): Promise<void> {
    await this.#tx
      .deleteFrom('zz_component_touched')
      .where('uid', '=', uid)
      .where('kind', '=', kind)
      .execute()
  }

  async #fromLayer(kind: ComponentKind, where: RawBuilder<unknown>): Promise<ComponentContent[]> {
    const layer = sql.table(kind)
    const { rows } = await (kind === 'hamlet'
      ? sql<LayerRow>`SELECT uid, name, kind AS type, commune_code, former_commune_code, NULL AS district_code, accuracy,
          ${this.#engine.position('hamlet.geom').lon} AS lon, ${this.#engine.position('hamlet.geom').lat} AS lat,
          NULL AS line FROM ${layer} WHERE ${where}`
      : sql<LayerRow>`SELECT uid, name, class AS type, commune_code, NULL AS former_commune_code, district_code, accuracy,
          NULL AS lon, NULL AS lat, ${this.#engine.bytes('street.geom')} AS line FROM ${layer} WHERE ${where}`
    ).execute(this.#tx)
    return rows.map(({ line, ...row }) => ({
      ...row,
      kind,
      status: 'created',
      successor: null,
      shape: shapeOf(line),
    }))
  }

  async #writeLayer(version: ComponentVersion): Promise<void> {
    const { kind, uid, status } = version
    const layer = sql.table(kind)
    if (status !== 'created') {
      await sql`DELETE FROM ${layer} WHERE uid = ${uid}`.execute(this.#tx)
      return
    }
    const columns = this.#layerColumns(version)
    const sets = columns.map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    const { numAffectedRows } = await sql`UPDATE ${layer} SET ${sql.join(sets)} WHERE uid = ${uid}`.execute(
      this.#tx,
    )
    if (numAffectedRows !== 0n) return
    const names = sql.join([sql.ref('uid'), ...columns.map(([column]) => sql.ref(column))])
    const values = sql.join([uid, ...columns.map(([, value]) => value)])
    await sql`INSERT INTO ${layer}(${names}) VALUES (${values})`.execute(this.#tx)
  }

  /** A line is other programs': it stays as it is. */
  #layerColumns(version: ComponentVersion): LayerColumns {
    const columns = Object.entries(LAYER_COLUMNS[version.kind]).map(
      ([of, column]) => [column, version[of as keyof ComponentVersion]] as const,
    )
    const { kind, lon, lat } = version
    if (kind === 'street') return columns
    return [...columns, ['geom', lon === null || lat === null ? null : this.#engine.point(lon, lat)]]
  }
}

function columnsOf(version: ComponentVersion): Omit<StoredComponent, 'event' | 'recorded_at'> {
  const { kind, uid, revision, status, name, type, successor, lon, lat, shape, valid_from } = version
  const { commune_code, former_commune_code, district_code, accuracy } = version
  return {
    kind,
    uid,
    revision,
    status,
    name,
    type,
    commune_code,
    former_commune_code,
    district_code,
    accuracy,
    successor,
    lon,
    lat,
    shape,
    valid_from,
  }
}
