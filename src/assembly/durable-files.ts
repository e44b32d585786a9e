import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, writeFileSync } from 'node:fs'

const CHUNK = 1 << 20

/** A moment as it stands in the names of files: `20260131T120000Z`. */
export function stampOf(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '')
}

/** Size and SHA-256 of a file that no connection of this process has open; it is flushed to the disk. */
export function digest(file: string): { bytes: number; sha256: string } {
  const fd = openSync(file, 'r+')
  try {
    fsyncSync(fd)
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(CHUNK)
    let bytes = 0
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) {
      hash.update(buffer.subarray(0, read))
      bytes += read
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    closeSync(fd)
  }
}

/** Writes `content` as JSON and flushes it to the disk. */
export function writeWhole(file: string, content: unknown): void {
  const fd = openSync(file, 'w')
  try {
    writeFileSync(fd, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Makes what was renamed within a folder survive a power cut. */
export function flushFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
