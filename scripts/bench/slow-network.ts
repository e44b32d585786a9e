import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A network between a browser and a server on this machine. */
export interface SlowNetwork {
  /** Port that leads to the server through it. */
  readonly port: number
  /** Bytes that came through it from the server so far. */
  readonly received: () => number
  close(): void
}

const PACKET = 1400

/**
 * A network of so many bytes a second, shared by all connections, and so many milliseconds there and back, which opening a connection
 * takes too. Unlike a browser's own throttling it slows what its workers ask for, too.
 */
export async function slowNetwork(
  serverPort: number,
  bytesASecond: number,
  latency: number,
): Promise<SlowNetwork> {
  let free = 0
  let received = 0
  const open = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open.delete(socket))
    }
    const opened = performance.now() + latency
    const [up, down] = [inOrder(latency / 2), inOrder(latency / 2)]
    client.on('data', (data) => up(opened, () => upstream.write(data)))
    client.on('end', () => up(opened, () => upstream.end()))
    upstream.on('data', (data: Buffer) => {
      for (let at = 0; at < data.length; at += PACKET) {
        const packet = data.subarray(at, at + PACKET)
        free = Math.max(free, performance.now()) + (packet.length / bytesASecond) * 1000
        down(free, () => {
          received += packet.length
          client.write(packet)
        })
      }
    })
    upstream.on('end', () => down(free, () => client.end()))
    client.on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received: () => received,
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

/** Runs one thing after another, each so many milliseconds after a moment, or now. */
function inOrder(delay: number): (moment: number, run: () => void) => void {
  let last = Promise.resolve()
  return (moment, run) => {
    const due = Math.max(moment, performance.now()) + delay
    last = last.then(() => setTimeout(Math.max(0, due - performance.now()))).then(run)
  }
}
