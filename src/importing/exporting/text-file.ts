import { closeSync, openSync, writeFileSync } from 'node:fs'

/** Characters gathered before they are written. */
const BUFFER = 1 << 20

/** A text file written in large pieces. */
export class TextFile {
  readonly #fd: number
  #buffer = ''

  constructor(file: string) {
    this.#fd = openSync(file, 'w')
  }

  write(text: string): void {
    this.#buffer += text
    if (this.#buffer.length < BUFFER) return
    writeFileSync(this.#fd, this.#buffer)
    this.#buffer = ''
  }

  close(): void {
    writeFileSync(this.#fd, this.#buffer)
    closeSync(this.#fd)
  }
}
