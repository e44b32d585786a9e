export type StoreReason =
  | 'not-writable'
  | 'newer-schema'
  | 'older-schema'
  | 'not-a-record'
  | 'corrupt'
  | 'busy'
  | 'replaced'
  | 'disk-full'
  | 'disk-failed'
  | 'exists'
  | 'not-a-backup'
  | 'another-history'
  | 'heads-needed'
  | 'away'
  | 'not-allowed'
  | 'sealed'

/** Why a data file cannot be used; the message is a plain sentence for whoever runs the server. */
export class StoreError extends Error {
  constructor(
    readonly reason: StoreReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The column whose values must be unique and whose violation an error is; `undefined` for any other error. */
export function uniqueViolation(error: unknown): string | undefined {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== 'SQLITE_CONSTRAINT_UNIQUE') return undefined
  return /\.(\w+)$/.exec(message ?? '')?.[1] ?? ''
}

/** An error that opening or reading `file` met, as a plain sentence. */
export function storeError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error
  const { message } = error as Error
  return (
    foreseenError(error, file) ??
    new StoreError('corrupt', `Không đọc được ${file}. · ${file} cannot be read: ${message}.`, {
      cause: error,
    })
  )
}

/**
 * An error of SQLite or of the disk that does not lie in the program, as a plain sentence about `file`; undefined for any
 * other error.
 */
export function foreseenError(error: unknown, file: string): StoreError | undefined {
  if (error instanceof StoreError) return error
  const kind = KINDS.find(({ codes }) => codes.test(codeOf(error)))
  const message = String((error as Error | undefined)?.message)
  if (!kind || (kind.words && !kind.words.test(message))) return undefined
  return new StoreError(kind.reason, kind.sentence(file, message), { cause: error })
}

/** Whether another connection holds what this one wants to write. */
export function isBusy(error: unknown): boolean {
  return error instanceof StoreError ? error.reason === 'busy' : BUSY.test(codeOf(error))
}

/** Whether SQLite found the bytes of a file to be no whole database. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(codeOf(error))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code)
}

const DAMAGE = /^SQLITE_(NOTADB|CORRUPT)/
const BUSY = /^SQLITE_(BUSY|LOCKED)/

interface Kind {
  reason: StoreReason
  /** Codes of SQLite (sqlite.org/rescode.html) and of the operating system. */
  codes: RegExp
  /** What else the error must say. */
  words?: RegExp
  sentence: (file: string, message: string) => string
}

const KINDS: readonly Kind[] = [
  {
    reason: 'corrupt',
    codes: DAMAGE,
    sentence: (file, message) =>
      `${file} bị hỏng hoặc không phải GeoPackage: hãy khôi phục từ bản sao lưu. · ` +
      `${file} is damaged or no GeoPackage (${message}). Restore it from a copy.`,
  },
  {
    reason: 'corrupt',
    codes: /^SQLITE_ERROR$/,
    words: /^no such (table|column|index)|malformed/,
    sentence: (file, message) =>
      `${file} thiếu bảng hoặc cột: hãy khôi phục từ bản sao lưu. · ` +
      `${file} lacks a table or a column (${message}). Restore it from a copy.`,
  },
  {
    reason: 'busy',
    codes: BUSY,
    sentence: (file) =>
      `${file} đang bị chương trình khác khoá: hãy thử lại khi chương trình đó xong. · ` +
      `${file} is locked by another program: try again when it has finished.`,
  },
  {
    // the memory that connections share is a file too, and the first to find no room
    reason: 'disk-full',
    codes: /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/,
    sentence: (file) =>
      `Ổ đĩa đã đầy, không ghi được ${file}; những gì đã có vẫn nguyên. Hãy dọn chỗ rồi chạy lại. · ` +
      `The disk is full: ${file} cannot be written, and what was there is unchanged. Free some space and run this again.`,
  },
  {
    reason: 'not-writable',
    codes: /^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES$|EPERM$|EROFS$)/,
    sentence: (file, message) =>
      `Không mở được ${file} để ghi. · ${file} cannot be opened for writing (${message}).`,
  },
  {
    reason: 'disk-failed',
    codes: /^(SQLITE_IOERR|EIO$)/,
    sentence: (file, message) =>
      `Ổ đĩa báo lỗi khi đọc hoặc ghi ${file}. · The disk failed while ${file} was read or written (${message}).`,
  },
]
