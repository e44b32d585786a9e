/** Why a data file cannot be used; the message is a plain sentence for whoever runs the server. */
export class StoreError extends Error {
  constructor(
    readonly reason: 'not-writable' | 'newer-schema' | 'older-schema' | 'not-a-record' | 'corrupt' | 'busy',
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
