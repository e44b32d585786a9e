import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Folder of a data folder in which files of batches lie until they are read. */
const FOLDER = 'batches'
/** Only the server's account reads them: they may hold what is not public. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Files of batches, each until it is read. */
export class BatchFiles {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, FOLDER)
  }

  /** Keeps a file under a name of its own, with the extension that it came with; returns that name. */
  async keep(name: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
    mkdirSync(this.#folder, { recursive: true, mode: FOLDER_MODE })
    const extension = /^\.[a-z]{1,10}$/i.test(extname(name)) ? extname(name).toLowerCase() : ''
    const file = `${randomUUID()}${extension}`
    const path = this.path(file)
    try {
      await pipeline(
        Readable.from(bytes),
        createWriteStream(path, { flags: 'wx', mode: FILE_MODE, flush: true }),
      )
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    }
    return file
  }

  /** Whether a file lies here. */
  has(file: string): boolean {
    return existsSync(this.path(file))
  }

  path(file: string): string {
    return join(this.#folder, file)
  }

  /** A folder for what is tried with a file; {@link discard} removes it. */
  workFolder(file: string): string {
    return `${this.path(file)}.work`
  }

  discard(file: string): void {
    for (const path of [this.path(file), this.workFolder(file)])
      rmSync(path, { recursive: true, force: true })
  }

  /** Deletes files that no batch waits for, as a process that ended may leave. */
  sweep(wanted: ReadonlySet<string>): void {
    let files: string[]
    try {
      files = readdirSync(this.#folder)
    } catch {
      return
    }
    for (const file of files) if (!wanted.has(file)) this.discard(file)
  }
}
