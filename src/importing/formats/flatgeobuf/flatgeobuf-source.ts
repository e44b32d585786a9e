import { type FileHandle, open } from 'node:fs/promises'
import { namedSystem, systemOfText } from '../../../geo/coordinate-systems.ts'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource, StatedCrs } from '../raw-source.ts'
import { flatGeometry } from './flat-geometry.ts'
import { propertyReader } from './flat-properties.ts'
import { FlatTable } from './flat-table.ts'

/** FlatGeobuf 3: eight bytes, the header, an index of nodes of 40 bytes, the features, each behind its size. */
const MAGIC = Buffer.from('6667620366676200', 'hex')
const NODE = 40
const MAX_HEADER = 16 * 1_048_576
/** Bytes of one feature. */
const MAX_FEATURE = 64 * 1_048_576
const BATCH = 2000
const WGS84 = 4326
/** Fields of the tables Header, Crs and Feature (header.fbs, feature.fbs). */
const HEADER = { type: 2, columns: 7, count: 8, nodeSize: 9, crs: 10 } as const
const CRS = { code: 1, wkt: 4 } as const
const FEATURE = { geometry: 0, properties: 1 } as const

/** Opens a FlatGeobuf and reads its features one by one; lines count them from 1. Throws {@link ImportError} when it is none. */
export async function openFlatGeobuf(file: string): Promise<RawSource> {
  const handle = await open(file)
  try {
    return await sourceOf(handle, (await handle.stat()).size)
  } catch (cause) {
    await handle.close()
    throw new ImportError(problem('format', '', file, `FlatGeobuf (${(cause as Error).message})`), { cause })
  }
}

async function sourceOf(handle: FileHandle, size: number): Promise<RawSource> {
  const magic = await bytesAt(handle, 0, MAGIC.length)
  if (!magic?.subarray(0, 4).equals(MAGIC.subarray(0, 4))) throw new RangeError('not its first bytes')
  const headerSize = (await bytesAt(handle, 8, 4))?.readUInt32LE(0) ?? 0
  if (headerSize > MAX_HEADER) throw new RangeError(`a header of ${headerSize} bytes`)
  const headerBytes = await bytesAt(handle, 12, headerSize)
  if (!headerBytes || headerSize < 8) throw new RangeError('cut off')
  const header = FlatTable.root(headerBytes)
  const properties = propertyReader(header.tables(HEADER.columns))
  const type = header.byte(HEADER.type, 0)
  const start = 12 + headerSize + indexSize(header.long(HEADER.count), header.short(HEADER.nodeSize, 16))
  const crs = statedCrs(header.table(HEADER.crs))
  let at = start
  let count = 0
  async function* rows(): AsyncGenerator<RawRow[]> {
    try {
      for (let batch: RawRow[] = []; ; batch = []) {
        while (at < size && batch.length < BATCH) {
          const length = (await bytesAt(handle, at, 4))?.readUInt32LE(0) ?? Number.POSITIVE_INFINITY
          const line = ++count
          const bytes = length <= MAX_FEATURE ? await bytesAt(handle, at + 4, length) : undefined
          if (!bytes) {
            at = size
            batch.push({ line, problem: problem('cut-off', 'features', `${line - 1}`, 'FlatGeobuf') })
          } else {
            at += 4 + length
            batch.push(rowOf(bytes, line, type, properties))
          }
        }
        yield batch
        if (at >= size) return
      }
    } finally {
      await handle.close()
    }
  }
  return {
    columns: properties.columns,
    booleans: [],
    geometry: 'rows',
    crs: () => crs,
    rows: rows(),
    progress: () => ({ done: at, total: size }),
  }
}

function rowOf(
  bytes: Buffer,
  line: number,
  type: number,
  properties: ReturnType<typeof propertyReader>,
): RawRow {
  try {
    const feature = FlatTable.root(bytes)
    const table = feature.table(FEATURE.geometry)
    const geometry = table ? flatGeometry(table, type) : null
    if (geometry && 'unread' in geometry)
      return { line, problem: problem('geometry-type', 'geometry', geometry.unread, 'Point … MultiPolygon') }
    return { line, values: properties.read(feature.bytes(FEATURE.properties)), geometry }
  } catch (error) {
    return { line, problem: problem('value', 'feature', (error as Error).message, 'FlatGeobuf') }
  }
}

/** Bytes of the file; undefined where it ends before. */
async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(bytes, 0, length, at)
  return bytesRead === length ? bytes : undefined
}

/** Bytes of a packed tree over so many features, to be passed over. */
function indexSize(features: bigint, nodeSize: number): number {
  if (nodeSize < 2 || features === 0n) return 0
  if (features > 0xffffffffn) throw new RangeError(`${features} features`)
  let level = Number(features)
  let nodes = level
  while (level > 1) {
    level = Math.ceil(level / nodeSize)
    nodes += level
  }
  return nodes * NODE
}

function statedCrs(crs: FlatTable | undefined): StatedCrs | undefined {
  const code = crs?.int(CRS.code, 0) ?? 0
  const wkt = crs?.text(CRS.wkt) ?? ''
  if (code === 0 && wkt === '') return undefined
  const system = (code > 0 ? namedSystem(String(code)) : undefined) ?? systemOfText(wkt)
  return { text: code > 0 ? `EPSG:${code}` : wkt.slice(0, 50), system, isWgs84: code === WGS84 }
}
