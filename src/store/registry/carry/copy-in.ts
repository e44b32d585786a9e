import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type pg from 'pg'
import { toWkb } from '../../../geo/geopackage-geometry.ts'

/** What of a connection's protocol a COPY uses (PostgreSQL, "Message Flow"). */
interface CopyConnection {
  readonly stream: Writable
  query(sql: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
}

/** A value as it stands in a line of COPY; undefined and null for none. */
export type CopyValue = string | number | null | undefined

/** Characters of lines that are sent together. */
const CHUNK = 65_536

/**
 * Fills a table by COPY with rows that are made while they are sent, no faster than the server takes them. Rejects with the
 * server's error, which names line and column in `where`, or with what making the rows threw; the transaction is void then.
 * Returns how many rows were sent.
 */
export function copyIn(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<number> {
  const names = columns.map((column) => `"${column}"`).join(', ')
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(`COPY ${table}(${names}) FROM STDIN`, rows, resolve, reject))
  })
}

/** A query of `pg` that sends data. */
class CopyIn {
  readonly #sql: string
  readonly #rows: Iterable<readonly CopyValue[]>
  readonly #resolve: (rows: number) => void
  readonly #reject: (error: unknown) => void
  #sent = 0
  #error: unknown
  #ended = false

  constructor(
    sql: string,
    rows: Iterable<readonly CopyValue[]>,
    resolve: (rows: number) => void,
    reject: (error: unknown) => void,
  ) {
    this.#sql = sql
    this.#rows = rows
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: unknown): void {
    ;(connection as CopyConnection).query(this.#sql)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#send(connection).then(
      () => connection.endCopyFrom(),
      (error: unknown) => {
        if (this.#ended) return
        // The server's answer to this comes as an error of its own, behind the first.
        this.#error ??= error
        connection.sendCopyFail('the rows could not be made')
      },
    )
  }

  handleError(error: unknown): void {
    this.#ended = true
    this.#reject(this.#error ?? error)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#ended = true
    this.#resolve(this.#sent)
  }

  async #send(connection: CopyConnection): Promise<void> {
    let lines = ''
    for (const row of this.#rows) {
      // The server has refused a line: it wants no more.
      if (this.#ended) return
      lines += `${row.map(written).join('\t')}\n`
      this.#sent++
      if (lines.length < CHUNK) continue
      connection.sendCopyFromChunk(Buffer.from(lines))
      lines = ''
      if (connection.stream.writableNeedDrain) await drained(connection.stream)
    }
    if (lines !== '') connection.sendCopyFromChunk(Buffer.from(lines))
  }
}

/** A connection that is lost meanwhile takes no more either. */
async function drained(stream: Writable): Promise<void> {
  if (stream.destroyed) return
  const gone = new AbortController()
  const { signal } = gone
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).finally(() =>
    gone.abort(),
  )
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** PostgreSQL, COPY, "Text Format". */
function written(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string)
}

/** A geometry of a GeoPackage as PostGIS reads it; null for one that nobody can read. */
export function geometryValue(blob: Buffer): CopyValue {
  const wkb = toWkb(blob)
  return wkb === undefined ? null : `SRID=4326;${wkb.toString('hex')}`
}
