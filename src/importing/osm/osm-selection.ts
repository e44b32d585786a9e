import { type Box, boxesIntersect, boxOf } from '../../geo/box.ts'
import { ImportError, problem } from '../reading/problem.ts'
import { NodePlaces } from './pbf/node-places.ts'
import type { PbfFile } from './pbf/pbf-file.ts'
import {
  type Member,
  type ObjectType,
  type ObjectVisitor,
  type Tags,
  visitBlock,
} from './pbf/primitive-block.ts'
import type { WantedRegion } from './shapes/wanted-region.ts'
import { areaRow } from './tags/kinds-of-areas.ts'

/** Most nodes that are kept: 16 bytes each. */
const MAX_NODES = 40_000_000

/** A relation whose ways form areas that a map shows. */
export interface AreaRelation {
  readonly id: number
  readonly tags: Tags
  /** Its ways, and whether they are holes. */
  readonly ways: readonly { readonly id: number; readonly inner: boolean }[]
}

/** A restriction of turning: `via` is a node or a way. */
export interface TurnRelation {
  readonly id: number
  readonly tags: Tags
  readonly from: string
  readonly via: string
  readonly to: string
}

/**
 * What of a file belongs to the region, found in passes over it that need no order of its objects: nodes within, ways with one of
 * them, relations with such a way, and then all nodes and ways that those need, wherever they are.
 */
export class OsmSelection {
  /** Nodes in the region. */
  readonly places = new NodePlaces()
  readonly relations: AreaRelation[] = []
  readonly turns: TurnRelation[] = []
  /** Ways of these relations. */
  readonly memberWays = new Set<number>()
  /** How many objects of each type the file has. */
  readonly counts: Record<ObjectType, number> = { node: 0, way: 0, relation: 0 }
  readonly #file: PbfFile
  readonly #region: WantedRegion
  readonly #onProgress: (share: number, objects: number) => void
  /** Types of objects in each blob. */
  readonly #types: ReadonlySet<ObjectType>[] = []
  /** Nodes elsewhere that ways need. */
  readonly #outside = new NodePlaces()
  #done = 0

  /** Passes over the file, those of {@link each} by the caller included. */
  static readonly PASSES = 7

  constructor(file: PbfFile, region: WantedRegion, onProgress: (share: number, objects: number) => void) {
    this.#file = file
    this.#region = region
    this.#onProgress = onProgress
  }

  /** Decides what is needed. Throws {@link ImportError} `osm-elsewhere` where nothing lies in the region, `osm-too-large`. */
  select(name: string): void {
    const { box } = this.#file.header
    if (box && !boxesIntersect(box, this.#region.box)) throw elsewhere(name, box)
    this.#keepNodes(name)
    this.#keepRelations()
    const wanted = this.#wantedNodes()
    if (wanted.size > 0)
      this.each('node', {
        node: (id, lon, lat) => {
          if (wanted.has(id)) this.#outside.add(id, lon, lat)
        },
      })
    else this.#done += this.#file.size
    this.#outside.seal()
  }

  /** Whether a way has a node in the region. */
  touches(refs: readonly number[]): boolean {
    return refs.some((ref) => this.places.has(ref))
  }

  /** Where a node that is needed stands, in degrees; undefined where the file does not have it. */
  place(id: number): [lon: number, lat: number] | undefined {
    return this.places.place(id) ?? this.#outside.place(id)
  }

  /** Shows the objects of one type. */
  each(type: ObjectType, visitor: ObjectVisitor): void {
    const file = this.#file
    for (let i = 0; i < file.size; i++) {
      if (this.#types[i]?.has(type) ?? true) {
        const bytes = file.blob(i)
        const types = file.guard(i, () => visitBlock(bytes, visitor))
        this.#types[i] ??= types
      }
      this.#done++
      const { node, way, relation } = this.counts
      this.#onProgress(Math.min(1, this.#done / (file.size * OsmSelection.PASSES)), node + way + relation)
    }
  }

  #keepNodes(name: string): void {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
    this.each('node', {
      node: (id, lon, lat) => {
        this.counts.node++
        if (lon < west) west = lon
        if (lon > east) east = lon
        if (lat < south) south = lat
        if (lat > north) north = lat
        if (this.#region.has(lon, lat)) this.places.add(id, lon, lat)
        if (this.places.size > MAX_NODES)
          throw new ImportError(problem('osm-too-large', 'FILE', name, `> ${MAX_NODES.toLocaleString('en')}`))
      },
    })
    this.places.seal()
    if (this.places.size === 0)
      throw elsewhere(
        name,
        boxOf([
          [west / 1e7, south / 1e7],
          [east / 1e7, north / 1e7],
        ]),
      )
  }

  #keepRelations(): void {
    const areas: AreaRelation[] = []
    this.each('relation', {
      relation: (id, members, tags) => {
        this.counts.relation++
        if (!tags) return
        if (tags.type === 'restriction') this.#keepTurn(id, members, tags)
        else if ((tags.type === 'multipolygon' || tags.type === 'boundary') && areaRow('', tags))
          areas.push({ id, tags, ways: waysOf(members) })
      },
    })
    const candidates = new Set(areas.flatMap(({ ways }) => ways.map(({ id }) => id)))
    const touched = new Set<number>()
    this.each('way', {
      way: (id, refs) => {
        this.counts.way++
        if (candidates.has(id) && this.touches(refs)) touched.add(id)
      },
    })
    for (const relation of areas)
      if (relation.ways.some(({ id }) => touched.has(id))) {
        this.relations.push(relation)
        for (const { id } of relation.ways) this.memberWays.add(id)
      }
  }

  #keepTurn(id: number, members: readonly Member[], tags: Tags): void {
    const named = (role: string) => members.find((member) => member.role === role)
    const [from, via, to] = [named('from'), named('via'), named('to')]
    if (!from || !via || !to || (via.type === 'node' && !this.places.has(via.id))) return
    this.turns.push({ id, tags, from: keyOf(from), via: keyOf(via), to: keyOf(to) })
  }

  /** Nodes outside of the region that ways need. */
  #wantedNodes(): Set<number> {
    const wanted = new Set<number>()
    this.each('way', {
      way: (id, refs, tags) => {
        if (!this.memberWays.has(id) && !(tags && this.touches(refs))) return
        for (const ref of refs) if (!this.places.has(ref)) wanted.add(ref)
      },
    })
    return wanted
  }
}

/** `n1`, `w1`, `r1`. */
export function keyOf({ type, id }: { type: ObjectType; id: number }): string {
  return `${type[0]}${id}`
}

function waysOf(members: readonly Member[]): AreaRelation['ways'] {
  return members.flatMap(({ type, id, role }) => (type === 'way' ? [{ id, inner: role === 'inner' }] : []))
}

function elsewhere(name: string, box: Box | undefined): ImportError {
  const [west, south, east, north] = box?.map((edge) => edge.toFixed(2)) ?? []
  return new ImportError(
    problem('osm-elsewhere', 'FILE', name, {
      vi: box ? `tệp nằm trong kinh độ ${west}–${east}, vĩ độ ${south}–${north}` : 'tệp không có nút nào',
      en: box ? `it lies in longitude ${west}–${east}, latitude ${south}–${north}` : 'it has no nodes',
    }),
  )
}
