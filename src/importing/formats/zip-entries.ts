import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { openPromise } from 'yauzl'

/** Files of an archive. */
const MAX_ENTRIES = 10_000

/** A file in a ZIP archive. */
export interface ZipEntry {
  name: string
  /** Bytes that the archive says it unpacks to. */
  size: number
  /** Unpacks it; rejects when it is damaged, encrypted, packed otherwise than by deflate, or larger than `max` bytes. */
  read(max: number): Promise<Buffer>
  /** Unpacks it piece by piece; the stream ends with an error when it holds more than it says. */
  stream(): Promise<Readable>
}

/** The files of a ZIP archive, to be read until it is closed; rejects when it is none or holds more than 10,000. */
export async function openZip(file: string): Promise<{ entries: readonly ZipEntry[]; close(): void }> {
  const zip = await openPromise(file, { autoClose: false, decodeStrings: false })
  try {
    if (zip.entryCount > MAX_ENTRIES) throw new RangeError(`${zip.entryCount} files`)
    const entries: ZipEntry[] = []
    for await (const entry of zip.eachEntry())
      entries.push({
        // Few programs mark names as UTF-8, though most write them so.
        name: entry.fileNameRaw.toString('utf8'),
        size: entry.uncompressedSize,
        stream: () => zip.openReadStreamPromise(entry),
        async read(max) {
          const size = entry.uncompressedSize
          if (size > max) throw new RangeError(`${size} bytes; at most ${max}`)
          // The stream ends with an error when it holds more than the size that the archive declares.
          return buffer(await zip.openReadStreamPromise(entry))
        },
      })
    return { entries, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}
