/** Why a data file cannot be used; the message is a plain sentence for whoever runs the server. */
export class StoreError extends Error {
  constructor(
    readonly reason:
      | 'not-writable'
      | 'newer-schema'
      | 'older-schema'
      | 'not-a-record'
      | 'corrupt'
      | 'busy'
      | 'replaced',
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

/** An error of SQLite or of the file system, as a plain sentence about `file`. */
export function storeError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error
  const code = (error as { code?: string }).code ?? ''
  const message = (error as Error).message
  if (isDamage(error))
    return new StoreError(
      'corrupt',
      `${file} is damaged or no GeoPackage (${message}). Restore it from a copy.`,
      {
        cause: error,
      },
    )
  if (isBusy(error))
    return new StoreError('busy', `${file} is locked by another program: try again when it has finished.`, {
      cause: error,
    })
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return new StoreError('not-writable', `${file} cannot be opened for writing (${message}).`, {
      cause: error,
    })
  return new StoreError('corrupt', `${file} cannot be read: ${message}.`, { cause: error })
}

/** Whether another connection holds what this one wants to write. */
export function isBusy(error: unknown): boolean {
  return error instanceof StoreError
    ? error.reason === 'busy'
    : String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')
}

/** Whether SQLite found the bytes of a file to be no whole database. */
export function isDamage(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code)
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')
}
