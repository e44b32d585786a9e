import { decodeGeometry, decodePoint, geometryBox, type StoredGeometry } from '../geo/geopackage-geometry.ts'
import type { NearestPosition } from '../geo/meeting/nearest-position.ts'
import { type Follower, finished } from '../store/following/follower.ts'
import type { ChangeRow, PlaceRow } from '../store/record/rows.ts'
import type { ThemeFeatureRow, ThemeRow } from '../store/record/themes.ts'
import type { RecordStore } from '../store/record-store.ts'
import { propertiesOf } from '../text/fields/json-properties.ts'
import { kindField } from '../text/fields/kind-field.ts'
import { labelField } from '../text/fields/label-field.ts'
import { NearbyLayer, type NearThing, type Placed } from './nearby-layer.ts'

/** Something near, as whoever asks is told of it. */
export interface NearbyThing extends NearestPosition {
  /** Its id in its layer. */
  readonly id: string
  readonly name: string | null
  readonly kind: string | null
}

/** A layer whose nearest things can be asked for, whatever it is made of. */
export interface NearbySource {
  /** Kinds as they are written. */
  readonly kinds: readonly string[]
  hasKind(kind: string): boolean
  nearest(lon: number, lat: number, kind: string | undefined, limit: number): NearbyThing[]
  /** Whose the things are, where they are not the record's. */
  readonly basemap?: 'osm'
  /** Who is to be named for them then. */
  readonly attribution?: string
}

/** The layer of the record's places beside the thematic layers. */
export const PLACES = 'place'
/** Rows that are read between two moments at which others may have the processor. */
const ROWS_A_SLICE = 64

/** What a thematic layer is looked through by. */
interface Known {
  /** Field that says a kind. */
  readonly kind: string | undefined
  readonly layer: NearbyLayer
}

/**
 * The nearest of a kind from places and thematic layers, kept up to date by the change feed. A place's kind is its category, a
 * thematic feature's the value of the layer's field that says a kind.
 */
export class NearbyIndex implements Follower {
  readonly follows: ReadonlySet<string> = new Set(['place', 'theme', 'theme_feature'])
  readonly #record: RecordStore
  readonly #layers = new Map<string, Known>()
  #commits: (() => void)[] = []

  constructor(record: RecordStore) {
    this.#record = record
    finished(this.#rebuildPlaces(record))
    finished(this.#rebuildThemes(record, () => true))
    this.commit()
  }

  *prepare(changes: readonly ChangeRow[], record: RecordStore): Generator<void> {
    this.#commits = []
    const of = (layer: string) => changes.filter((change) => change.layer === layer)
    const places = of(PLACES)
    if (isAnew(places, this.#layers.get(PLACES)!.layer)) yield* this.#rebuildPlaces(record)
    else yield* this.#follow(places, (fid) => placedPlace(record.gazetteer.place(fid)))
    const features = of('theme_feature')
    const anew = [...this.#layers.values()].some(({ layer }) => isAnew(features, layer))
    const kinds = new Map(record.themes.all().map((theme) => [theme.id, kindOf(theme)]))
    if (anew || of('theme').length > 0)
      yield* this.#rebuildThemes(record, ({ id }) => {
        const known = this.#layers.get(id)
        return anew || known === undefined || known.kind !== kinds.get(id)
      })
    if (!anew)
      yield* this.#follow(features, (fid) => {
        const row = record.themes.feature(fid)
        return row && placedFeature(row, kinds.get(row.theme))
      })
  }

  commit(): void {
    for (const commit of this.#commits) commit()
    this.#commits = []
  }

  /** A layer of places or of thematic features; undefined for any other. */
  source(id: string): NearbySource | undefined {
    const known = this.#layers.get(id)
    if (!known) return undefined
    const { layer } = known
    return {
      kinds: layer.kinds,
      hasKind: (kind) => layer.hasKind(kind),
      nearest: (lon, lat, kind, limit) =>
        layer
          .nearest(lon, lat, kind, limit, (fid) => decodedGeometry(this.#record.themes.feature(fid)))
          .flatMap((near) => (id === PLACES ? this.#place(near) : this.#feature(near, known.kind)) ?? []),
    }
  }

  *#rebuildPlaces({ gazetteer }: RecordStore): Generator<void> {
    const things: [number, Placed][] = []
    for (const row of gazetteer.places()) {
      const placed = placedPlace(row)
      if (placed) things.push([row.fid, placed.thing])
      if (things.length % ROWS_A_SLICE === 0) yield
    }
    const layer = yield* NearbyLayer.build(things)
    this.#commits.push(() => this.#layers.set(PLACES, { kind: undefined, layer }))
  }

  /** Makes the layers of features anew that `isChanged` tells of, and leaves out those that are no more. */
  *#rebuildThemes({ themes }: RecordStore, isChanged: (theme: ThemeRow) => boolean): Generator<void> {
    const catalogue = themes.all().filter(({ kind }) => kind === 'features')
    for (const theme of catalogue.filter(isChanged)) {
      const kind = kindOf(theme)
      const things: [number, Placed][] = []
      for (const row of themes.features(theme.id)) {
        const placed = placedFeature(row, kind)
        if (placed) things.push([row.fid, placed.thing])
        if (things.length % ROWS_A_SLICE === 0) yield
      }
      const layer = yield* NearbyLayer.build(things.sort(([a], [b]) => a - b))
      this.#commits.push(() => this.#layers.set(theme.id, { kind, layer }))
    }
    const ids = new Set([PLACES, ...catalogue.map(({ id }) => id)])
    this.#commits.push(() => {
      for (const id of this.#layers.keys()) if (!ids.has(id)) this.#layers.delete(id)
    })
  }

  *#follow(changes: readonly ChangeRow[], placed: (fid: number) => Moved | undefined): Generator<void> {
    for (const [i, { row, layer: table }] of changes.entries()) {
      const fid = row!
      const now = placed(fid)
      this.#commits.push(() => {
        for (const [id, { layer }] of this.#layers)
          if ((id === PLACES) === (table === PLACES))
            layer.set(fid, id === now?.layer ? now.thing : undefined)
      })
      if (i % ROWS_A_SLICE === 0) yield
    }
  }

  #place(near: NearThing): NearbyThing | undefined {
    const row = this.#record.gazetteer.place(near.fid)
    return row && { ...near, id: row.uid, name: row.name, kind: row.category }
  }

  #feature(near: NearThing, kind: string | undefined): NearbyThing | undefined {
    const row = this.#record.themes.feature(near.fid)
    if (!row) return undefined
    const properties = propertiesOf(row.properties)
    const name = labelField(Object.keys(properties))
    return {
      ...near,
      id: row.uid,
      name: name === undefined ? null : textOf(properties[name]),
      kind: kind === undefined ? null : textOf(properties[kind]),
    }
  }
}

/** Of which layer a row is now, and where. */
interface Moved {
  readonly layer: string
  readonly thing: Placed
}

function placedPlace(row: PlaceRow | undefined): Moved | undefined {
  const at = row?.geom ? decodePoint(row.geom) : undefined
  return row && at && { layer: PLACES, thing: { kind: row.category, at } }
}

function placedFeature(
  { theme, geom, properties }: ThemeFeatureRow,
  kind: string | undefined,
): Moved | undefined {
  const at = geom ? placeOf(geom) : undefined
  const said = kind === undefined ? null : textOf(propertiesOf(properties)[kind])
  return at && { layer: theme, thing: { kind: said ?? undefined, at } }
}

/** A point as it is, of anything else the box around it. */
function placeOf(geom: Buffer): Placed['at'] | undefined {
  const geometry = decodeGeometry(geom)
  if (geometry?.type === 'Point') return decodePoint(geom)
  const box = geometry && geometryBox(geometry)
  return box?.every(Number.isFinite) ? box : undefined
}

function kindOf({ fields }: ThemeRow): string | undefined {
  return kindField(
    Object.entries(propertiesOf(fields)).flatMap(([name, type]) => (type === 'String' ? [name] : [])),
  )
}

function decodedGeometry(row: ThemeFeatureRow | undefined): StoredGeometry | undefined {
  return row?.geom ? decodeGeometry(row.geom) : undefined
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Whether a layer is better read anew: after a bulk load, or when its edits are many. */
function isAnew(changes: readonly ChangeRow[], layer: NearbyLayer): boolean {
  return (
    changes.length > 0 &&
    (layer.isWornAfter(changes.length) ||
      changes.some(({ row, operation }) => operation === 'bulk' || row === null))
  )
}
