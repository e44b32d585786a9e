import type { Database } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { lonLatMorton } from '../../geo/morton.ts'

/** Rows that are sorted along the Z-order curve together: bounds the memory, and leaves few leaves that overlap. */
const CHUNK = 1 << 18
/** SQLite's nodes: depth and count of two bytes each, then cells of a number of 8 bytes and four 32-bit floats. */
const HEADER = 4
const CELL = 24
const ROOT = 1
/** Pairs that one statement writes. */
const TOGETHER = 32
/** Share of a node that is filled: later edits find room. */
const FILL = 0.9

interface Entry {
  id: number
  box: Box
}

/**
 * Fills an r-tree that is empty from its leaves upwards, as SQLite's own code would read and write it: ten times as
 * fast as one INSERT a row. Boxes are given in the order of their row numbers. Returns false, and takes no box, when
 * the r-tree is not empty.
 */
export function packRtree(db: Database, rtree: string, boxes: Iterable<[fid: number, box: Box]>): boolean {
  const size = emptyNodeSize(db, rtree)
  if (size === undefined) return false
  // The shadow tables of a virtual table are closed to SQL otherwise.
  db.unsafeMode(true)
  try {
    new Packer(db, rtree, size).pack(boxes)
  } finally {
    db.unsafeMode(false)
  }
  return true
}

/** Bytes of a node of an r-tree in which there is nothing. */
function emptyNodeSize(db: Database, rtree: string): number | undefined {
  const nodes = db.prepare<[], Buffer>(`SELECT data FROM "${rtree}_node" LIMIT 2`).pluck().all()
  const [root] = nodes
  return nodes.length === 1 && root && root.readUInt32BE(0) === 0 ? root.length : undefined
}

class Packer {
  readonly #perNode: number
  readonly #size: number
  readonly #addNode
  readonly #addRow
  readonly #addRows
  readonly #addParent
  /** Number of the last node below the root. */
  #last = ROOT

  constructor(db: Database, rtree: string, size: number) {
    this.#size = size
    this.#perNode = Math.floor(((size - HEADER) / CELL) * FILL)
    this.#addNode = db.prepare<[number, Buffer]>(
      `INSERT OR REPLACE INTO "${rtree}_node"(nodeno, data) VALUES (?, ?)`,
    )
    const addRow = `INSERT INTO "${rtree}_rowid"(rowid, nodeno) VALUES (?, ?)`
    this.#addRow = db.prepare<[number[]]>(addRow)
    this.#addRows = db.prepare<[number[]]>(addRow + ', (?, ?)'.repeat(TOGETHER - 1))
    this.#addParent = db.prepare<[number, number]>(
      `INSERT INTO "${rtree}_parent"(nodeno, parentnode) VALUES (?, ?)`,
    )
  }

  pack(boxes: Iterable<[fid: number, box: Box]>): void {
    let level: Entry[] = []
    const chunk: Entry[] = []
    for (const [id, box] of boxes) {
      chunk.push({ id, box })
      if (chunk.length === CHUNK) level.push(...this.#leaves(chunk.splice(0)))
    }
    if (level.length === 0 && chunk.length <= this.#perNode) {
      this.#writeRoot(chunk, 0)
      return
    }
    level.push(...this.#leaves(chunk))
    let depth = 1
    for (; level.length > this.#perNode; depth++) level = this.#branches(level)
    this.#writeRoot(level, depth)
    for (const { id } of level) this.#addParent.run(id, ROOT)
  }

  /** Writes rows into leaves, neighbours together; returns the leaves. */
  #leaves(rows: readonly Entry[]): Entry[] {
    const leafOf = new Uint32Array(rows.length)
    const leaves = this.#groups(alongCurve(rows)).map((places) => {
      const entry = this.#write(places.map((at) => rows[at] as Entry))
      for (const at of places) leafOf[at] = entry.id
      return entry
    })
    this.#addRowNumbers(rows, leafOf)
    return leaves
  }

  #addRowNumbers(rows: readonly Entry[], leafOf: Uint32Array): void {
    const values = rows.flatMap(({ id }, at) => [id, leafOf[at] as number])
    let at = 0
    for (; at + 2 * TOGETHER <= values.length; at += 2 * TOGETHER)
      this.#addRows.run(values.slice(at, at + 2 * TOGETHER))
    for (; at < values.length; at += 2) this.#addRow.run(values.slice(at, at + 2))
  }

  #branches(nodes: readonly Entry[]): Entry[] {
    return this.#groups(nodes).map((children) => {
      const entry = this.#write(children)
      for (const { id } of children) this.#addParent.run(id, entry.id)
      return entry
    })
  }

  /** Cuts a list into runs of equal length, none longer than a node should hold. */
  #groups<T>(list: ArrayLike<T> & { slice(from: number, to: number): ArrayLike<T> }): T[][] {
    const count = Math.ceil(list.length / this.#perNode)
    return Array.from({ length: count }, (_, i) =>
      Array.from(
        list.slice(Math.floor((i * list.length) / count), Math.floor(((i + 1) * list.length) / count)),
      ),
    )
  }

  #write(entries: readonly Entry[]): Entry {
    const id = ++this.#last
    const { data, box } = this.#node(entries, 0)
    this.#addNode.run(id, data)
    return { id, box }
  }

  #writeRoot(entries: readonly Entry[], depth: number): void {
    this.#addNode.run(ROOT, this.#node(entries, depth).data)
    if (depth === 0) for (const { id } of entries) this.#addRow.run([id, ROOT])
  }

  #node(entries: readonly Entry[], depth: number): { data: Buffer; box: Box } {
    const data = Buffer.alloc(this.#size)
    data.writeUInt16BE(depth, 0)
    data.writeUInt16BE(entries.length, 2)
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
    let at = HEADER
    for (const { id, box } of entries) {
      // What a parent covers are its children's rounded edges: rounding again from the exact ones may fall short of them.
      const [x1, y1, x2, y2] = [below(box[0]), below(box[1]), above(box[2]), above(box[3])]
      at = data.writeUInt32BE(Math.floor(id / 2 ** 32), at)
      at = data.writeUInt32BE(id % 2 ** 32, at)
      at = data.writeFloatBE(x1, at)
      at = data.writeFloatBE(x2, at)
      at = data.writeFloatBE(y1, at)
      at = data.writeFloatBE(y2, at)
      if (x1 < minX) minX = x1
      if (y1 < minY) minY = y1
      if (x2 > maxX) maxX = x2
      if (y2 > maxY) maxY = y2
    }
    return { data, box: [minX, minY, maxX, maxY] }
  }
}

/** Places of the rows along the Z-order curve, by their lower left corners. */
function alongCurve(rows: readonly Entry[]): Uint32Array {
  // 32 bits of the curve and 18 of the place fit into the 53 of a number, which sorts without comparing in JavaScript.
  const keys = Float64Array.from(rows, ({ box }, at) => lonLatMorton(box[0], box[1]) * CHUNK + at).sort()
  return Uint32Array.from(keys, (key) => key % CHUNK)
}

/** A 32-bit float at or below a number, rounded as SQLite's r-tree rounds. */
function below(n: number): number {
  const float = Math.fround(n)
  return float > n ? Math.fround(n * (n < 0 ? 1 + 2 ** -23 : 1 - 2 ** -23)) : float
}

function above(n: number): number {
  return -below(-n)
}
