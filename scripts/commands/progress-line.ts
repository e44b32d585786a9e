import type { WriteStream } from 'node:tty'

const WIDTH = 30
/** Milliseconds between two showings: on a terminal, and as lines of a log. */
const EVERY = { terminal: 100, log: 2000 }

/** How far something is: a bar that fills on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  #shown = 0

  constructor(
    readonly stream: WriteStream,
    readonly label: string,
  ) {}

  /** @param share 0..1, `undefined` when the end is not known */
  show(share: number | undefined, rows: number): void {
    const { isTTY } = this.stream
    const now = Date.now()
    if (now - this.#shown < (isTTY ? EVERY.terminal : EVERY.log)) return
    this.#shown = now
    this.stream.write(isTTY ? `\r${this.#text(share, rows)}` : `${this.#text(share, rows)}\n`)
  }

  /** Shows the end. */
  end(rows: number): void {
    this.stream.write(`${this.stream.isTTY ? '\r' : ''}${this.#text(1, rows)}\n`)
  }

  #text(share: number | undefined, rows: number): string {
    const count = `${rows.toLocaleString('en')} dòng · rows`
    if (share === undefined) return `${this.label}: ${count}`
    const filled = Math.round(Math.min(1, share) * WIDTH)
    const bar = this.stream.isTTY ? `[${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}] ` : ''
    return `${this.label}: ${bar}${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} % ${count}`
  }
}
