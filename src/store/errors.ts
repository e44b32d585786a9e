/** Why a data file cannot be used; the message is a plain sentence for whoever runs the server. */
export class StoreError extends Error {
  constructor(
    readonly reason: 'not-writable' | 'newer-schema' | 'not-a-record' | 'corrupt' | 'busy',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
