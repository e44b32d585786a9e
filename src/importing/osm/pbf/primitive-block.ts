import { PbfReader } from 'pbf'

export type Tags = Readonly<Record<string, string>>

export type ObjectType = 'node' | 'way' | 'relation'

export interface Member {
  readonly type: ObjectType
  readonly id: number
  readonly role: string
}

/** What is done with objects; those of a type without a function are passed over without being decoded. */
export interface ObjectVisitor {
  /** `lon` and `lat` in units of 10⁻⁷ degrees. */
  node?: (id: number, lon: number, lat: number, tags: Tags | undefined) => void
  way?: (id: number, refs: readonly number[], tags: Tags | undefined) => void
  relation?: (id: number, members: readonly Member[], tags: Tags | undefined) => void
}

const MEMBER_TYPES: readonly ObjectType[] = ['node', 'way', 'relation']
/** Fields of a PrimitiveGroup, by type of object. */
const GROUP_FIELDS: Readonly<Record<number, ObjectType>> = { 1: 'node', 2: 'node', 3: 'way', 4: 'relation' }
/** Units of 10⁻⁷ degrees are so many nanodegrees. */
const UNIT = 100

interface Block {
  readonly strings: StringTable
  granularity: number
  latOffset: number
  lonOffset: number
}

/**
 * Decodes a PrimitiveBlock and shows its objects in order; returns which types it holds.
 * Throws RangeError or TypeError where the bytes are none.
 */
export function visitBlock(bytes: Uint8Array, visitor: ObjectVisitor): ReadonlySet<ObjectType> {
  const groups: [from: number, to: number][] = []
  const strings = new StringTable()
  const block: Block = { strings, granularity: UNIT, latOffset: 0, lonOffset: 0 }
  const pbf = new PbfReader(bytes)
  pbf.readFields((tag) => {
    if (tag === 1) strings.read(pbf)
    else if (tag === 2) {
      const length = pbf.readVarint()
      groups.push([pbf.pos, pbf.pos + length])
      pbf.pos += length
    } else if (tag === 17) block.granularity = pbf.readVarint()
    else if (tag === 19) block.latOffset = pbf.readVarint(true)
    else if (tag === 20) block.lonOffset = pbf.readVarint(true)
  }, undefined)
  if (pbf.pos > bytes.length) throw new RangeError('beyond the end of the block')
  const types = new Set<ObjectType>()
  for (const [from, to] of groups) {
    if (to > bytes.length) throw new RangeError('beyond the end of the block')
    const group = new PbfReader(bytes)
    group.pos = from
    group.readFields(
      (tag) => {
        const type = GROUP_FIELDS[tag]
        if (!type) return
        types.add(type)
        if (!visitor[type]) return
        const end = group.readVarint() + group.pos
        if (end > to) throw new RangeError('beyond the end of the group')
        if (tag === 1) readNode(group, end, block, visitor.node!)
        else if (tag === 2) readDense(group, end, block, visitor.node!)
        else if (tag === 3) readWay(group, end, block, visitor.way!)
        else readRelation(group, end, block, visitor.relation!)
        group.pos = end
      },
      undefined,
      to,
    )
  }
  return types
}

/** Texts of a block, decoded when they are asked for. */
class StringTable {
  readonly #bytes: Uint8Array[] = []
  readonly #texts: (string | undefined)[] = []

  read(pbf: PbfReader): void {
    const end = pbf.readVarint() + pbf.pos
    pbf.readFields(
      (tag) => {
        if (tag === 1) this.#bytes.push(pbf.readBytes())
      },
      undefined,
      end,
    )
  }

  text(index: number): string {
    const known = this.#texts[index]
    if (known !== undefined) return known
    const bytes = this.#bytes[index]
    if (!bytes) throw new RangeError('no such string')
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    this.#texts[index] = text
    return text
  }
}

type VisitNode = NonNullable<ObjectVisitor['node']>

function readNode(pbf: PbfReader, end: number, block: Block, visit: VisitNode): void {
  const node = { id: 0, lat: 0, lon: 0, keys: [] as number[], values: [] as number[] }
  pbf.readFields(
    (tag) => {
      if (tag === 1) node.id = pbf.readSVarint()
      else if (tag === 2) pbf.readPackedVarint(node.keys)
      else if (tag === 3) pbf.readPackedVarint(node.values)
      else if (tag === 8) node.lat = pbf.readSVarint()
      else if (tag === 9) node.lon = pbf.readSVarint()
    },
    undefined,
    end,
  )
  visit(
    node.id,
    units(node.lon, block, 'lonOffset'),
    units(node.lat, block, 'latOffset'),
    tagsOf(node, block),
  )
}

/** Nodes as columns of differences; the tags of all follow one another, those of each ended by 0. */
function readDense(pbf: PbfReader, end: number, block: Block, visit: VisitNode): void {
  const [ids, lats, lons, tags]: number[][] = [[], [], [], []]
  pbf.readFields(
    (tag) => {
      if (tag === 1) pbf.readPackedSVarint(ids)
      else if (tag === 8) pbf.readPackedSVarint(lats)
      else if (tag === 9) pbf.readPackedSVarint(lons)
      else if (tag === 10) pbf.readPackedVarint(tags)
    },
    undefined,
    end,
  )
  if (lats!.length !== ids!.length || lons!.length !== ids!.length)
    throw new RangeError('columns of nodes differ')
  let [id, lat, lon, at] = [0, 0, 0, 0]
  for (let i = 0; i < ids!.length; i++) {
    id += ids![i]!
    lat += lats![i]!
    lon += lons![i]!
    let own: Record<string, string> | undefined
    while (at < tags!.length) {
      const key = tags![at++]!
      if (key === 0) break
      own ??= {}
      own[block.strings.text(key)] = block.strings.text(tags![at++] ?? -1)
    }
    visit(id, units(lon, block, 'lonOffset'), units(lat, block, 'latOffset'), own)
  }
}

function readWay(pbf: PbfReader, end: number, block: Block, visit: NonNullable<ObjectVisitor['way']>): void {
  const way = { id: 0, refs: [] as number[], keys: [] as number[], values: [] as number[] }
  pbf.readFields(
    (tag) => {
      if (tag === 1) way.id = pbf.readVarint(true)
      else if (tag === 2) pbf.readPackedVarint(way.keys)
      else if (tag === 3) pbf.readPackedVarint(way.values)
      else if (tag === 8) pbf.readPackedSVarint(way.refs)
    },
    undefined,
    end,
  )
  visit(way.id, summed(way.refs), tagsOf(way, block))
}

function readRelation(
  pbf: PbfReader,
  end: number,
  block: Block,
  visit: NonNullable<ObjectVisitor['relation']>,
): void {
  const one = { id: 0, keys: [] as number[], values: [] as number[] }
  const [roles, ids, types]: number[][] = [[], [], []]
  pbf.readFields(
    (tag) => {
      if (tag === 1) one.id = pbf.readVarint(true)
      else if (tag === 2) pbf.readPackedVarint(one.keys)
      else if (tag === 3) pbf.readPackedVarint(one.values)
      else if (tag === 8) pbf.readPackedVarint(roles)
      else if (tag === 9) pbf.readPackedSVarint(ids)
      else if (tag === 10) pbf.readPackedVarint(types)
    },
    undefined,
    end,
  )
  const members = summed(ids!).map((id, i): Member => {
    const type = MEMBER_TYPES[types![i] ?? -1]
    if (!type) throw new RangeError('no such type of member')
    return { type, id, role: block.strings.text(roles![i] ?? -1) }
  })
  visit(one.id, members, tagsOf(one, block))
}

/** Differences summed up in place. */
function summed(differences: number[]): number[] {
  for (let i = 1; i < differences.length; i++) differences[i]! += differences[i - 1]!
  return differences
}

function units(value: number, block: Block, offset: 'latOffset' | 'lonOffset'): number {
  const { granularity } = block
  return granularity === UNIT && block[offset] === 0
    ? value
    : Math.round((block[offset] + granularity * value) / UNIT)
}

function tagsOf({ keys, values }: { keys: number[]; values: number[] }, block: Block): Tags | undefined {
  if (keys.length === 0) return undefined
  const tags: Record<string, string> = {}
  keys.forEach((key, i) => {
    tags[block.strings.text(key)] = block.strings.text(values[i] ?? -1)
  })
  return tags
}
