import { createReadStream, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { requireUtf8 } from '../reading/text-encoding.ts'

/** Bytes read at once; the encoding is recognised from the first of them. */
const CHUNK = 1 << 18

/** The text of a file in pieces, without its byte order mark. Reading throws ImportError when it is not UTF-8. */
export class Utf8File {
  #done = 0
  readonly #total: number
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    this.#total = statSync(file).size
  }

  /** Bytes read so far, and in all. */
  progress(): { done: number; total: number } {
    return { done: this.#done, total: this.#total }
  }

  async *chunks(): AsyncGenerator<string> {
    const decoder = new StringDecoder('utf8')
    for await (const chunk of createReadStream(this.#file, { highWaterMark: CHUNK })) {
      const bytes = chunk as Buffer
      const first = this.#done === 0
      if (first) requireUtf8(bytes)
      this.#done += bytes.length
      const text = decoder.write(bytes)
      yield first ? text.replace(/^\ufeff/, '') : text
    }
  }
}
