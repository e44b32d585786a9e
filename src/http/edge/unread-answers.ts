import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from './app-type.ts'

/** How long a client may read nothing of an answer that waits for it, in milliseconds. */
const PATIENCE = 30_000

/**
 * Ends the connection of a client that reads nothing of its answer for `patience` milliseconds, and with it the work on
 * the answer. A client that reads slowly, or that still waits for its answer, is kept.
 */
export function endUnreadAnswers(app: App, patience: number = PATIENCE): void {
  app.server.on('request', ({ socket }: IncomingMessage, reply: ServerResponse) => {
    // Node tells of a socket on which nothing moved in that time; here it only waits for the server, or for the client
    reply.setTimeout(patience, () => {
      if (socket.writableLength > 0) socket.destroy()
    })
  })
}
