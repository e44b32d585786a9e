import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib'

/** Bytes of which parts are at hand in deflated form too, in order and apart from each other. */
export interface PartlyDeflated {
  readonly bytes: Uint8Array
  readonly parts: readonly DeflatedPart[]
}

/** `bytes[start, end)` and what {@link deflatedPart} made of them. */
export interface DeflatedPart {
  readonly start: number
  readonly end: number
  readonly deflated: Uint8Array
}

/**
 * Addresses repeat what is near, and their ids and codes nothing: with a small window level 1 takes a tenth to a fifth less time for
 * 3 % fewer bytes.
 */
export const OF_NEAR = { level: 1, memLevel: 8, windowBits: 11 }
const deflateRawElsewhere = promisify(deflateRaw)
/** Header of RFC 1952: magic, deflate, no flags, no time, fastest, unknown system. */
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255)
/** CRC-32 and length of what is packed. */
const TRAILER_BYTES = 8
/** A stored block (RFC 1951, 3.2.4) that is not the last: its type, its length and the length's complement. */
const STORED_HEAD = 5
/** Shorter bytes between parts are stored. */
const FEW_BYTES = 64
/** A block ends at a whole byte and refers to nothing before, so that others may follow. */
const TO_BE_FOLLOWED = { finishFlush: constants.Z_SYNC_FLUSH }

/**
 * Deflate blocks (RFC 1951) of some bytes that may stand anywhere in a stream: they begin and end at whole bytes, refer to
 * nothing outside and none of them is the last.
 */
export function deflatedPart(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { ...OF_NEAR, ...TO_BE_FOLLOWED })
}

/** One after the other. */
export function joined(bodies: readonly PartlyDeflated[]): PartlyDeflated {
  const parts: DeflatedPart[] = []
  let before = 0
  for (const body of bodies) {
    for (const { start, end, deflated } of body.parts)
      parts.push({ start: before + start, end: before + end, deflated })
    before += body.bytes.length
  }
  return { bytes: Buffer.concat(bodies.map(({ bytes }) => bytes)), parts }
}

/** How many bytes must still be deflated. */
export function toDeflate({ bytes, parts }: PartlyDeflated): number {
  return parts.reduce((left, { start, end }) => left - (end - start), bytes.length)
}

/**
 * A gzip member (RFC 1952) in memory of its own. Only what is not at hand is deflated, with `options`; deflate has no state at
 * the begin of a part, so the parts are copied as they are.
 */
export function gzipWithParts(body: PartlyDeflated, options: ZlibOptions): Uint8Array {
  const { blocks, rest } = beforeRest(body, options)
  return gzipMember(body.bytes, [...blocks, deflateRawSync(rest, options)])
}

/** The same later; what is behind the last part is deflated by another thread. */
export async function gzipElsewhere(body: PartlyDeflated, options: ZlibOptions): Promise<Uint8Array> {
  const { blocks, rest } = beforeRest(body, options)
  return gzipMember(body.bytes, [
    ...blocks,
    await deflateRawElsewhere(rest, { ...options, chunkSize: Math.max(rest.length, constants.Z_MIN_CHUNK) }),
  ])
}

/** Blocks up to the end of the last part, and what is behind it. */
function beforeRest({ bytes, parts }: PartlyDeflated, options: ZlibOptions) {
  const blocks: Uint8Array[] = []
  let at = 0
  for (const { start, end, deflated } of parts) {
    if (start > at) blocks.push(between(bytes.subarray(at, start), options))
    blocks.push(deflated)
    at = end
  }
  return { blocks, rest: bytes.subarray(at) }
}

function between(bytes: Uint8Array, options: ZlibOptions): Uint8Array {
  if (bytes.length > FEW_BYTES) return deflateRawSync(bytes, { ...options, ...TO_BE_FOLLOWED })
  const stored = new Uint8Array(STORED_HEAD + bytes.length)
  stored.set([0, bytes.length, 0, ~bytes.length, 0xff])
  stored.set(bytes, STORED_HEAD)
  return stored
}

function gzipMember(bytes: Uint8Array, blocks: readonly Uint8Array[]): Uint8Array {
  const length = blocks.reduce((sum, block) => sum + block.length, GZIP_HEADER.length + TRAILER_BYTES)
  const out = new Uint8Array(length)
  out.set(GZIP_HEADER)
  let at = GZIP_HEADER.length
  for (const block of blocks) {
    out.set(block, at)
    at += block.length
  }
  const trailer = new DataView(out.buffer, at)
  trailer.setUint32(0, crc32(bytes), true)
  trailer.setUint32(4, bytes.length, true)
  return out
}
