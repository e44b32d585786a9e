import { gunzipSync } from 'node:zlib'

/** A reader of PMTiles archives, written from the specification and for tests only: it checks what it reads. */
export interface ReadArchive {
  header: Record<
    'minzoom' | 'maxzoom' | 'addressed' | 'entries' | 'contents' | 'clustered' | 'rootLength' | 'leafLength',
    number
  >
  bounds: number[]
  metadata: Record<string, unknown>
  /** Tiles in gzip by number, runs spread out. */
  tiles: Map<number, Buffer>
  /** Offsets of the entries in the order of the directories. */
  offsets: number[]
}

export function readPmtiles(file: Buffer): ReadArchive {
  const u64 = (at: number) => Number(file.readBigUInt64LE(at))
  if (file.toString('latin1', 0, 7) !== 'PMTiles' || file[7] !== 3) throw new Error('no PMTiles 3')
  const section = (at: number) => file.subarray(u64(at), u64(at) + u64(at + 8))
  const [leaves, data] = [section(40), section(56)]
  const tiles = new Map<number, Buffer>()
  const offsets: number[] = []
  const walk = (bytes: Buffer) => {
    for (const { id, run, length, offset } of directory(gunzipSync(bytes))) {
      if (length < 1) throw new Error('an entry without length')
      if (run === 0) {
        walk(leaves.subarray(offset, offset + length))
        continue
      }
      offsets.push(offset)
      if (offset + length > data.length) throw new Error('a tile past the end')
      for (let i = 0; i < run; i++) {
        if (tiles.has(id + i)) throw new Error(`tile ${id + i} twice`)
        tiles.set(id + i, data.subarray(offset, offset + length))
      }
    }
  }
  walk(section(8))
  return {
    header: {
      minzoom: file[100]!,
      maxzoom: file[101]!,
      addressed: u64(72),
      entries: u64(80),
      contents: u64(88),
      clustered: file[96]!,
      rootLength: u64(16),
      leafLength: u64(48),
    },
    bounds: [102, 106, 110, 114].map((at) => file.readInt32LE(at) / 1e7),
    metadata: JSON.parse(gunzipSync(section(24)).toString()) as Record<string, unknown>,
    tiles,
    offsets,
  }
}

function directory(bytes: Buffer): { id: number; run: number; length: number; offset: number }[] {
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(value)
    }
  }
  const count = varint()
  if (count < 1) throw new Error('an empty directory')
  const column = () => Array.from({ length: count }, varint)
  const [deltas, runs, lengths, places] = [column(), column(), column(), column()]
  if (at !== bytes.length) throw new Error('bytes after a directory')
  let id = 0
  let end = 0
  return deltas.map((delta, i) => {
    id += delta
    const offset = places[i] === 0 ? end : places[i]! - 1
    end = offset + lengths[i]!
    return { id, run: runs[i]!, length: lengths[i]!, offset }
  })
}
