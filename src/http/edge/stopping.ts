import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './app-type.ts'

export interface Graces {
  /** How long an answer under way may take to its end, in milliseconds. */
  answer: number
  /** How long the rest of a body may take, in milliseconds. */
  body: number
}

const GRACES: Graces = { answer: 5_000, body: 1_000 }

/**
 * Ends the connections of a server that closes: those without a whole head of a request at once, those whose body
 * stays away after `graces.body`, those that are being answered with their answer, at the latest after `graces.answer`.
 */
export function endConnectionsOnClose(app: App, graces: Graces = GRACES): void {
  const open = new Map<Socket, Set<IncomingMessage>>()
  let closing = false
  app.server.on('connection', (socket) => {
    open.set(socket, new Set())
    socket.once('close', () => open.delete(socket))
  })
  app.server.on('request', (request: IncomingMessage, reply: ServerResponse) => {
    const { socket } = request
    const requests = open.get(socket)
    requests?.add(request)
    reply.once('close', () => {
      requests?.delete(request)
      // its head may have gone out before the server began to close, and promised to keep the connection
      if (closing && requests?.size === 0) socket.end()
    })
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', async () => {
    closing = true
    const end = (which: (requests: ReadonlySet<IncomingMessage>) => boolean) => {
      for (const [socket, requests] of open) if (which(requests)) socket.destroy()
    }
    end((requests) => requests.size === 0)
    const timers = [
      setTimeout(end, graces.body, (requests: ReadonlySet<IncomingMessage>) =>
        [...requests].some(({ complete }) => !complete),
      ),
      setTimeout(end, graces.answer, () => true),
    ]
    app.server.once('close', () => {
      for (const timer of timers) clearTimeout(timer)
    })
  })
}
