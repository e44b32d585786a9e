import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** PostgreSQL's frontend/backend protocol 3.0. */
const PROTOCOL = 196_608
/** Messages of the server that end an answer, carry a row and tell of a failure. */
const READY = 0x5a
const DATA_ROW = 0x44
const FAILURE = 0x45
const INT4 = 23

interface Waiting {
  readonly cells: (Buffer | null)[]
  failure?: string
  readonly resolve: (cells: (Buffer | null)[]) => void
  readonly reject: (error: Error) => void
}

/** One connection to a trusting PostgreSQL: prepared statements of whole numbers, one binary column back. */
export class PostgresClient {
  readonly #socket: Socket
  readonly #statements = new Map<string, string>()
  readonly #waiting: Waiting[] = []
  #rest: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => this.#read(bytes))
    socket.on('close', () => {
      for (const { reject } of this.#waiting) reject(new Error('the connection to PostgreSQL was closed'))
    })
  }

  /** Connects through a Unix socket as user `bench` to the database `postgres`. */
  static async connect(path: string): Promise<PostgresClient> {
    const socket = connect(path)
    await once(socket, 'connect')
    const client = new PostgresClient(socket)
    const settings = Buffer.from('user\0bench\0database\0postgres\0\0')
    const head = Buffer.alloc(8)
    head.writeInt32BE(settings.length + 8, 0)
    head.writeInt32BE(PROTOCOL, 4)
    await client.#answer(Buffer.concat([head, settings]))
    return client
  }

  /** The first column of every row as PostgreSQL keeps it; a statement is parsed by the server once. */
  query(sql: string, numbers: readonly number[]): Promise<(Buffer | null)[]> {
    const parts: Buffer[] = []
    let name = this.#statements.get(sql)
    if (name === undefined) {
      name = `s${this.#statements.size}`
      this.#statements.set(sql, name)
      const types = Buffer.alloc(2 + 4 * numbers.length)
      types.writeInt16BE(numbers.length, 0)
      for (let i = 0; i < numbers.length; i++) types.writeInt32BE(INT4, 2 + 4 * i)
      parts.push(message('P', Buffer.from(`${name}\0${sql}\0`), types))
    }
    const values = numbers.map((number) => {
      const value = Buffer.alloc(8)
      value.writeInt32BE(4, 0)
      value.writeInt32BE(number, 4)
      return value
    })
    const binary = int16(1, 1)
    parts.push(message('B', Buffer.from(`\0${name}\0`), binary, int16(numbers.length), ...values, binary))
    parts.push(message('E', Buffer.from('\0'), Buffer.alloc(4)), message('S'))
    return this.#answer(Buffer.concat(parts))
  }

  close(): void {
    this.#socket.end(message('X'))
  }

  #answer(bytes: Buffer): Promise<(Buffer | null)[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ cells: [], resolve, reject })
      this.#socket.write(bytes)
    })
  }

  #read(bytes: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes
    let at = 0
    while (this.#rest.length - at >= 5) {
      const end = at + 1 + this.#rest.readInt32BE(at + 1)
      if (end > this.#rest.length) break
      this.#take(this.#rest[at]!, this.#rest.subarray(at + 5, end))
      at = end
    }
    this.#rest = this.#rest.subarray(at)
  }

  #take(kind: number, body: Buffer): void {
    const waiting = this.#waiting[0]
    if (!waiting) return
    if (kind === DATA_ROW) {
      const length = body.readInt32BE(2)
      waiting.cells.push(length < 0 ? null : Buffer.from(body.subarray(6, 6 + length)))
    } else if (kind === FAILURE) waiting.failure = body.toString('latin1').replaceAll('\0', ' ')
    else if (kind === READY) {
      this.#waiting.shift()
      if (waiting.failure === undefined) waiting.resolve(waiting.cells)
      else waiting.reject(new Error(`PostgreSQL: ${waiting.failure}`))
    }
  }
}

function message(kind: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function int16(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length)
  numbers.forEach((number, i) => {
    bytes.writeInt16BE(number, 2 * i)
  })
  return bytes
}
