import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What came back for a request. */
export interface Answered {
  readonly status: number
  /** Bytes of the body as they came, packed or not, and of head and body together. */
  readonly body: number
  readonly wire: number
}

const HEAD_END = '\r\n\r\n'

/** One kept connection that asks one thing after another; leaner than Node's own client, which costs as much as a light answer. */
export class KeepAliveClient {
  readonly #base: URL
  readonly #coding: string
  #socket: Socket | undefined

  /** @param coding the content coding that is accepted: `gzip` or `identity` */
  constructor(base: string, coding: string) {
    this.#base = new URL(base)
    this.#coding = coding
  }

  /** Asks; undefined when there was no answer within `patience` milliseconds, whereupon the connection is dropped as a browser does. */
  async get(path: string, patience = Number.POSITIVE_INFINITY): Promise<Answered | undefined> {
    this.#socket ??= await this.#connect()
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      let bytes = Buffer.alloc(0)
      const timer =
        patience < Number.POSITIVE_INFINITY ? setTimeout(() => end(resolve, undefined), patience) : undefined
      const end = <T>(settle: (value: T) => void, value: T, whole = false) => {
        clearTimeout(timer)
        socket.removeAllListeners()
        if (!whole) this.close()
        settle(value)
      }
      socket.on('data', (chunk) => {
        bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
        try {
          const answered = answerIn(bytes)
          if (answered) end(resolve, answered, answered.keep)
        } catch (error) {
          end(reject, error)
        }
      })
      socket.on('error', (error) => end(reject, error))
      socket.on('close', () => end(reject, new Error(`${path}: the connection was closed before the answer`)))
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${this.#base.host}\r\naccept-encoding: ${this.#coding}\r\nconnection: keep-alive\r\n\r\n`,
      )
    })
  }

  close(): void {
    // an error of a connection that nobody reads any more says nothing
    this.#socket?.on('error', () => {}).destroy()
    this.#socket = undefined
  }

  async #connect(): Promise<Socket> {
    const socket = connect({ host: this.#base.hostname, port: Number(this.#base.port), noDelay: true })
    await once(socket, 'connect')
    return socket
  }
}

/** The answer, once it is there whole, and whether the connection goes on. */
function answerIn(bytes: Buffer): (Answered & { keep: boolean }) | undefined {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a length: ${head}`)
  const wire = end + HEAD_END.length + Number(length)
  if (bytes.length < wire) return undefined
  return {
    status: Number(head.slice(9, 12)),
    body: Number(length),
    wire,
    keep: !/\r\nconnection: *close/i.test(head),
  }
}
