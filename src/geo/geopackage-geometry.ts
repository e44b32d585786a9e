import type { Position } from 'geojson'
import { type Box, boxOf } from './box.ts'
import { type StoredGeometry, UnreadType, WkbReader } from './wkb/wkb-reader.ts'

export type { StoredGeometry } from './wkb/wkb-reader.ts'

/** GeoPackage 1.3 §2.1.3: "GP", version 0, flags, srs_id, optional envelope, then ISO WKB. */
const LITTLE_ENDIAN = 0x01
const EMPTY = 0x10
const WGS84 = 4326
const ENVELOPE_BYTES = [0, 32, 48, 48, 64] as const
const POINT_BYTES = 29
const WKB_TYPES = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
} as const

/** A GeoPackage point blob (29 bytes, no envelope) for a position in degrees. */
export function encodePoint(lon: number, lat: number): Buffer {
  const blob = Buffer.allocUnsafe(POINT_BYTES)
  blob.writeUInt16BE(0x4750, 0)
  blob[2] = 0
  blob[3] = LITTLE_ENDIAN
  blob.writeInt32LE(WGS84, 4)
  blob[8] = 1
  blob.writeUInt32LE(WKB_TYPES.Point, 9)
  blob.writeDoubleLE(lon, 13)
  blob.writeDoubleLE(lat, 21)
  return blob
}

/** The position of a point blob, whoever wrote it; `undefined` when it is empty, damaged or no point. */
export function decodePoint(blob: Buffer): [lon: number, lat: number] | undefined {
  const start = wkbStart(blob)
  if (start === undefined || blob.length < start + 21) return undefined
  const little = blob[start] === 1
  const type = little ? blob.readUInt32LE(start + 1) : blob.readUInt32BE(start + 1)
  if (type % 1000 !== WKB_TYPES.Point) return undefined
  const lon = little ? blob.readDoubleLE(start + 5) : blob.readDoubleBE(start + 5)
  const lat = little ? blob.readDoubleLE(start + 13) : blob.readDoubleBE(start + 13)
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : undefined
}

/** A GeoPackage blob with an XY envelope for a GeoJSON geometry in WGS 84. */
export function encodeGeometry(geometry: StoredGeometry): Buffer {
  if (geometry.type === 'Point')
    return encodePoint(geometry.coordinates[0] ?? Number.NaN, geometry.coordinates[1] ?? Number.NaN)
  const box = geometryBox(geometry)
  const header = Buffer.alloc(box ? 40 : 8)
  header.writeUInt16BE(0x4750, 0)
  header[3] = LITTLE_ENDIAN | (box ? 0x02 : EMPTY)
  header.writeInt32LE(WGS84, 4)
  if (box)
    for (const [i, edge] of [0, 2, 1, 3].entries()) header.writeDoubleLE(box[edge] as number, 8 + i * 8)
  const parts: Buffer[] = [header]
  writeWkb(geometry, parts)
  return Buffer.concat(parts)
}

/** A GeoPackage blob without envelope around a geometry in WKB (WGS 84, little endian), as a database gives it. */
export function fromWkb(wkb: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(0x4750, 0)
  header[3] = LITTLE_ENDIAN
  header.writeInt32LE(WGS84, 4)
  return Buffer.concat([header, wkb])
}

/** The WKB (little endian, Z and M dropped) in a GeoPackage blob; undefined where {@link decodeGeometry} reads none. */
export function toWkb(blob: Buffer): Buffer | undefined {
  const geometry = decodeGeometry(blob)
  if (geometry === undefined) return undefined
  const parts: Buffer[] = []
  writeWkb(geometry, parts)
  return Buffer.concat(parts)
}

/** The geometry of a GeoPackage blob (Z and M dropped, arcs straightened); `undefined` when empty, damaged or of mixed types. */
export function decodeGeometry(blob: Buffer): StoredGeometry | undefined {
  const start = wkbStart(blob)
  if (start === undefined) return undefined
  try {
    return new WkbReader(blob, start).geometry()
  } catch {
    return undefined
  }
}

/** Why {@link decodeGeometry} reads none: the name of its type, or an empty text for an empty or a damaged one. */
export function unreadType(blob: Buffer): string {
  const start = wkbStart(blob)
  try {
    if (start !== undefined) new WkbReader(blob, start).geometry()
  } catch (error) {
    if (error instanceof UnreadType) return error.message
  }
  return ''
}

/** The bounding box of a geometry; `undefined` when it has no position. */
export function geometryBox(geometry: StoredGeometry): Box | undefined {
  return boxOf(positionsOf(geometry.coordinates))
}

function* positionsOf(coordinates: unknown): Generator<Position> {
  if (!Array.isArray(coordinates) || coordinates.length === 0) return
  if (typeof coordinates[0] === 'number') yield coordinates as Position
  else for (const part of coordinates) yield* positionsOf(part)
}

function wkbStart(blob: Buffer): number | undefined {
  if (blob.length < 13 || blob.readUInt16BE(0) !== 0x4750) return undefined
  const flags = blob[3] as number
  if (flags & EMPTY) return undefined
  const envelope = ENVELOPE_BYTES[(flags >> 1) & 0x07]
  return envelope === undefined ? undefined : 8 + envelope
}

function writeWkb(geometry: StoredGeometry, parts: Buffer[]): void {
  const head = Buffer.allocUnsafe(5)
  head[0] = 1
  head.writeUInt32LE(WKB_TYPES[geometry.type], 1)
  parts.push(head)
  switch (geometry.type) {
    case 'Point':
      parts.push(positionBytes([geometry.coordinates]))
      break
    case 'LineString':
      writeRing(geometry.coordinates, parts)
      break
    case 'Polygon':
      parts.push(count(geometry.coordinates.length))
      for (const ring of geometry.coordinates) writeRing(ring, parts)
      break
    case 'MultiPoint':
      writeMembers('Point', geometry.coordinates, parts)
      break
    case 'MultiLineString':
      writeMembers('LineString', geometry.coordinates, parts)
      break
    case 'MultiPolygon':
      writeMembers('Polygon', geometry.coordinates, parts)
  }
}

function writeMembers(type: 'Point' | 'LineString' | 'Polygon', members: unknown[], parts: Buffer[]): void {
  parts.push(count(members.length))
  for (const coordinates of members) writeWkb({ type, coordinates } as StoredGeometry, parts)
}

function writeRing(ring: Position[], parts: Buffer[]): void {
  parts.push(count(ring.length), positionBytes(ring))
}

function count(n: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(n, 0)
  return bytes
}

function positionBytes(positions: Position[]): Buffer {
  const bytes = Buffer.allocUnsafe(positions.length * 16)
  positions.forEach(([x, y], i) => {
    bytes.writeDoubleLE(x as number, i * 16)
    bytes.writeDoubleLE(y as number, i * 16 + 8)
  })
  return bytes
}
