import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A request that a receiver has got. */
export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface HttpsReceiver {
  readonly port: number
  /** Its certificate, made by itself, for 127.0.0.1 and receiver.example. */
  readonly ca: string
  readonly received: Received[]
  /** What it answers; 204 by itself. */
  answer: (reply: ServerResponse, got: Received) => void
  /** Ends when it has got as many requests. */
  readonly got: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** A real https server on loopback that keeps what it gets. */
export async function httpsReceiver(): Promise<HttpsReceiver> {
  const { key, cert } = certificate()
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer({ key, cert }, async (request, reply) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const got = { headers: request.headers, body: Buffer.concat(parts).toString() }
    received.push(got)
    receiver.answer(reply, got)
    for (const each of waiting) each()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const receiver: HttpsReceiver = {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    received,
    answer: (reply) => reply.writeHead(204).end(),
    got: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-https-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    execFileSync(
      'openssl',
      [
        ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=receiver.example'.split(
          ' ',
        ),
        ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:receiver.example', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
