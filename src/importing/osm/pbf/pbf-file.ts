import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { inflateSync } from 'node:zlib'
import { PbfReader } from 'pbf'
import type { Box } from '../../../geo/box.ts'
import { ImportError, problem } from '../../reading/problem.ts'

/** Limits of the format (wiki.openstreetmap.org/wiki/PBF_Format): bytes of a blob's head, of a blob, of its contents. */
const MAX_HEAD = 64 * 1024
const MAX_BLOB = 32 * 1024 * 1024
/** What a file may ask of its readers. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['OsmSchema-V0.6', 'DenseNodes', 'HistoricalInformation'])
const NANO = 1e-9

/** What the head of a file says about it. */
export interface PbfHeader {
  /** The box that the file was cut to. */
  readonly box: Box | undefined
  /** When the data were taken, ISO 8601; empty where it is not said. */
  readonly dataTime: string
}

interface BlobPlace {
  /** Where it begins in the file, and how many bytes it has there. */
  readonly offset: number
  readonly size: number
}

/**
 * An OpenStreetMap file in PBF: blobs that can be read one by one, as often as needed. Opening walks from blob to blob without
 * reading them, so that a file that is cut off or no PBF is refused before anything is done with it.
 */
export class PbfFile {
  readonly header: PbfHeader
  readonly #descriptor: number
  readonly #name: string
  readonly #blobs: readonly BlobPlace[]

  private constructor(descriptor: number, name: string) {
    this.#descriptor = descriptor
    this.#name = name
    const [first, ...blobs] = this.#walk(fstatSync(descriptor).size)
    this.#blobs = blobs
    this.header = this.#header(this.#inflated(first!))
  }

  /** Throws {@link ImportError} `osm-format`, `osm-cut-off` or `unreadable`. */
  static open(file: string): PbfFile {
    let descriptor: number
    try {
      descriptor = openSync(file, 'r')
    } catch (error) {
      throw new ImportError(problem('unreadable', 'FILE', (error as Error).message), { cause: error })
    }
    try {
      return new PbfFile(descriptor, basename(file))
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }

  /** How many blobs of objects there are. */
  get size(): number {
    return this.#blobs.length
  }

  /** The contents of a blob, from 0: a PrimitiveBlock. Throws {@link ImportError} `osm-damaged`. */
  blob(index: number): Uint8Array {
    return this.#inflated(this.#blobs[index]!)
  }

  /** Runs `work` on what stands in blob `index`; what it cannot read is damage of the file. */
  guard<T>(index: number, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw error instanceof RangeError || error instanceof TypeError || isPbfError(error)
        ? this.#damaged(this.#blobs[index]!, error)
        : error
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #walk(size: number): BlobPlace[] {
    const places: BlobPlace[] = []
    let at = 0
    while (at < size) {
      const isFirst = places.length === 0
      const { type, dataSize, end } = this.#head(at, size, isFirst)
      if (isFirst !== (type === 'OSMHeader')) throw this.#wrongFormat()
      if (end + dataSize > size) throw this.#cutOff(at, size)
      // blobs of other types are to be skipped
      if (isFirst || type === 'OSMData') places.push({ offset: end, size: dataSize })
      at = end + dataSize
    }
    if (places.length === 0) throw this.#wrongFormat()
    return places
  }

  /** Reads the head of a blob: a length of four bytes, then a BlobHeader. */
  #head(at: number, size: number, isFirst: boolean): { type: string; dataSize: number; end: number } {
    const stop = () => (isFirst ? this.#wrongFormat() : this.#cutOff(at, size))
    if (at + 4 > size) throw stop()
    const length = this.#bytes(at, 4).readUInt32BE(0)
    if (length === 0 || length > MAX_HEAD)
      throw isFirst ? this.#wrongFormat() : this.#damaged({ offset: at, size: 4 })
    if (at + 4 + length > size) throw stop()
    const head = { type: '', dataSize: -1 }
    try {
      new PbfReader(this.#bytes(at + 4, length)).readFields((tag, into, pbf) => {
        if (tag === 1) into.type = pbf.readString()
        else if (tag === 3) into.dataSize = pbf.readVarint()
      }, head)
    } catch (error) {
      throw isFirst ? this.#wrongFormat() : this.#damaged({ offset: at, size: length }, error)
    }
    if (head.dataSize < 0 || head.dataSize > MAX_BLOB)
      throw isFirst ? this.#wrongFormat() : this.#damaged({ offset: at, size: length })
    return { ...head, end: at + 4 + length }
  }

  #bytes(offset: number, size: number): Buffer {
    const bytes = Buffer.allocUnsafe(size)
    for (let done = 0; done < size; ) {
      const read = readSync(this.#descriptor, bytes, done, size - done, offset + done)
      if (read === 0) throw this.#cutOff(offset, offset + done)
      done += read
    }
    return bytes
  }

  #inflated(place: BlobPlace): Uint8Array {
    const blob: { raw?: Uint8Array; zlib?: Uint8Array; other?: number } = {}
    let inflated: Uint8Array | undefined
    try {
      new PbfReader(this.#bytes(place.offset, place.size)).readFields((tag, into, pbf) => {
        if (tag === 1) into.raw = pbf.readBytes()
        else if (tag === 3) into.zlib = pbf.readBytes()
        else if (tag >= 4 && tag <= 7) into.other = tag
      }, blob)
      inflated = blob.raw ?? (blob.zlib && inflateSync(blob.zlib, { maxOutputLength: MAX_BLOB }))
    } catch (error) {
      throw error instanceof ImportError ? error : this.#damaged(place, error)
    }
    if (inflated) return inflated
    if (blob.other === undefined) throw this.#damaged(place)
    throw new ImportError(
      problem('osm-format', 'FILE', this.#name, {
        vi: `blob nén bằng ${COMPRESSIONS[blob.other]}; hãy ghi lại bằng "osmium cat -f pbf,pbf_compression=zlib"`,
        en: `its blobs are compressed by ${COMPRESSIONS[blob.other]}; write it anew by "osmium cat -f pbf,pbf_compression=zlib"`,
      }),
    )
  }

  #header(bytes: Uint8Array): PbfHeader {
    const head = { required: [] as string[], seconds: 0, edges: undefined as number[] | undefined }
    try {
      new PbfReader(bytes).readFields((tag, into, pbf) => {
        if (tag === 1) into.edges = pbf.readMessage(readEdge, [0, 0, 0, 0])
        else if (tag === 4) into.required.push(pbf.readString())
        else if (tag === 32) into.seconds = pbf.readVarint(true)
      }, head)
    } catch {
      throw this.#wrongFormat()
    }
    const unknown = head.required.filter((feature) => !UNDERSTOOD.has(feature))
    if (unknown.length > 0)
      throw new ImportError(
        problem('osm-format', 'FILE', this.#name, {
          vi: `cần cách đọc ${unknown.join(', ')}`,
          en: `it needs a reader of ${unknown.join(', ')}`,
        }),
      )
    const [left, right, top, bottom] = (head.edges ?? []).map((edge) => edge * NANO)
    return {
      box: head.edges ? [left!, bottom!, right!, top!] : undefined,
      dataTime: head.seconds > 0 ? new Date(head.seconds * 1000).toISOString() : '',
    }
  }

  #wrongFormat(): ImportError {
    return new ImportError(
      problem('osm-format', 'FILE', this.#name, {
        vi: 'cần một tệp OpenStreetMap .osm.pbf',
        en: 'an OpenStreetMap file .osm.pbf is needed',
      }),
    )
  }

  #cutOff(at: number, size: number): ImportError {
    return new ImportError(
      problem('osm-cut-off', 'FILE', this.#name, {
        vi: `khối bắt đầu ở byte ${at} vượt quá cuối tệp (${size})`,
        en: `the blob that begins at byte ${at} goes beyond the end (${size})`,
      }),
    )
  }

  #damaged({ offset }: BlobPlace, cause?: unknown): ImportError {
    return new ImportError(
      problem('osm-damaged', 'FILE', this.#name, {
        vi: `khối ở byte ${offset} không đọc được`,
        en: `the blob at byte ${offset} cannot be read`,
      }),
      { cause },
    )
  }
}

const COMPRESSIONS: Readonly<Record<number, string>> = { 4: 'lzma', 5: 'bzip2', 6: 'lz4', 7: 'zstd' }

function readEdge(tag: number, edges: number[], pbf: PbfReader): void {
  if (tag >= 1 && tag <= 4) edges[tag - 1] = pbf.readSVarint()
}

/** Whether an error is one that the protobuf reader throws for bytes that are no message. */
function isPbfError(error: unknown): boolean {
  return error instanceof Error && /varint|Unimplemented type|Unexpected/i.test(error.message)
}
