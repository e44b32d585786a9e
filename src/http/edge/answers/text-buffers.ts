/** Bytes of a buffer that several texts share. */
const SHARED_BYTES = 131_072
/** Longest text that goes there, in UTF-16 units of at most three bytes. */
const LONGEST = SHARED_BYTES / 12

/**
 * Writes texts in UTF-8 one behind another into buffers that they share: to allot each its own takes longer than to write it. A buffer
 * stays in memory as long as one of its texts.
 */
export class TextBuffers {
  #shared = Buffer.alloc(0)
  #used = 0

  encoded(text: string): Buffer {
    if (text.length > LONGEST) return Buffer.from(text)
    if (this.#used + 3 * text.length > this.#shared.length) {
      this.#shared = Buffer.allocUnsafeSlow(SHARED_BYTES)
      this.#used = 0
    }
    const start = this.#used
    this.#used += this.#shared.write(text, start)
    return this.#shared.subarray(start, this.#used)
  }
}
