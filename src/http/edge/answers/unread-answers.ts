import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../app-type.ts'

/** How long a client may read nothing of an answer that waits for it, in milliseconds. */
const PATIENCE = 30_000

/**
 * Ends the connection of a client that reads nothing of its answer for `patience` milliseconds, and with it the work on
 * the answer. A client that reads slowly, or that still waits for its answer, is kept.
 */
export function endUnreadAnswers(app: App, patience: number = PATIENCE): void {
  app.server.on('request', ({ socket }: IncomingMessage, reply: ServerResponse) => {
    // nothing has moved on the socket: while no bytes are left to write, the client waits for the server
    reply.setTimeout(patience, () => {
      if (socket.writableLength > 0) socket.destroy()
    })
  })
}
