import { type Stats, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { isBusy } from '../errors.ts'
import { ChangeFeed, type FeedPosition } from '../record/change-feed.ts'
import type { RecordStore } from '../record-store.ts'

/** Milliseconds after which nobody is in the middle of copying the journal into the file. */
const QUIET = 5000

/** What SQLite does to the file shows here: commits, and how much of the journal was copied into the file. */
interface Journal {
  dataVersion: number
  /** Pages in the journal. */
  log: number
  /** Those of them that were copied into the file. */
  checkpointed: number
}

/**
 * Notices when the file of an open record is renamed, replaced, deleted or written over by something else than SQLite,
 * after which what is read from it is stale or a mixture. Nothing is read but through SQLite.
 */
export class RecordWatch {
  readonly #record: RecordStore
  #left: Stats
  #journal: Journal

  constructor(record: RecordStore) {
    this.#record = record
    this.#journal = this.#readJournal()
    this.#left = statSync(record.file)
  }

  /**
   * What happened to the file, as a sentence; undefined while it is the record that was opened and has passed through
   * `position`. Two microseconds, and a few milliseconds after the file was written to.
   */
  look(position: FeedPosition): string | undefined {
    const { file } = this.#record
    const now = statOf(file)
    if (!now)
      return `Tệp ${file} đã bị xoá hoặc đổi tên khi máy chủ đang chạy. · ${file} was deleted or renamed beneath the running server.`
    const { dev, ino, size, mtimeMs } = this.#left
    if (now.ino !== ino || now.dev !== dev)
      return `Tệp ${file} đã bị thay bằng tệp khác khi máy chủ đang chạy. · ${file} was replaced by another file beneath the running server.`
    if (now.size === size && now.mtimeMs === mtimeMs) return undefined
    return this.#writtenOver(now, position)
      ? `Tệp ${file} đã bị ghi đè khi máy chủ đang chạy. · ${file} was written over beneath the running server.`
      : undefined
  }

  /** What happened when the feed no longer holds what was read from it. */
  get otherHistory(): string {
    const { file } = this.#record
    return `Nội dung ${file} đã được thay bằng bản khác khi máy chủ đang chạy. · ${file} now holds another history than the one that is served.`
  }

  /** Tells SQLite's own writing, which is remembered, from any other. */
  #writtenOver(now: Stats, position: FeedPosition): boolean {
    const journal = this.#readJournal()
    const idle = same(journal, this.#journal)
    // a journal that is not copied hides the pages below it, so the file cannot be told by what is read from it
    if (idle && journal.log !== journal.checkpointed) return Date.now() - now.mtimeMs > QUIET
    const other = this.#isAnother(position)
    const after = statOf(this.#record.file)
    const quiet = after?.mtimeMs === now.mtimeMs && same(journal, this.#readJournal())
    if (!other && quiet) {
      this.#journal = journal
      this.#left = now
    }
    return other
  }

  /** Looks into the file by another connection, which has none of its pages in memory. */
  #isAnother(position: FeedPosition): boolean {
    let fresh: Database.Database | undefined
    try {
      const { db, file } = this.#record
      const before = schemaCookie(db)
      fresh = new Database(file, { fileMustExist: true, readonly: true, timeout: 5000 })
      const known = new ChangeFeed(fresh).continues(position)
      const cookie = schemaCookie(fresh)
      return !known || (cookie !== before && before === schemaCookie(db))
    } catch (error) {
      return !isBusy(error)
    } finally {
      fresh?.close()
    }
  }

  #readJournal(): Journal {
    const { db } = this.#record
    const [{ log, checkpointed }] = db.pragma('wal_checkpoint(NOOP)') as [Omit<Journal, 'dataVersion'>]
    return { dataVersion: db.pragma('data_version', { simple: true }) as number, log, checkpointed }
  }
}

/** Grows with every change of the schema, with a VACUUM, and in a copy that VACUUM INTO makes. */
function schemaCookie(db: Database.Database): unknown {
  return db.pragma('schema_version', { simple: true })
}

function same(one: Journal, other: Journal): boolean {
  return (
    one.dataVersion === other.dataVersion && one.log === other.log && one.checkpointed === other.checkpointed
  )
}

/** A folder that may no longer be entered holds no file. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
