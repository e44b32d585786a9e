/** What the scanner found: the text of one feature, or why it stopped. */
export interface FoundFeature {
  line: number
  /** Its place among the features, from 1. */
  number: number
  text: string
}

/** Longest feature in UTF-16 units; the outline of a province has up to 40 MB. */
const MAX_FEATURE = 64_000_000

/**
 * Finds the members of the array `features` of a GeoJSON FeatureCollection in text that comes in pieces, by counting
 * braces outside strings; the features themselves are left to JSON.parse. Memory is bounded by one feature.
 */
export class FeatureScanner {
  #text = ''
  #at = 0
  #line = 1
  #depth = 0
  #inString = false
  /** Start of the feature being read. */
  #start = -1
  #startLine = 1
  #count = 0
  #state: 'before' | 'features' | 'after' = 'before'
  /** Everything before the array: members such as "type" and "crs". */
  #head = ''

  /** Whether the array `features` was found, and closed. */
  get state(): 'before' | 'features' | 'after' {
    return this.#state
  }

  /** The text before the array, at most 64 kB; a member "crs" stands there. */
  get head(): string {
    return this.#head
  }

  /** Whether a feature is open, and so cut off when no text follows. */
  get open(): boolean {
    return this.#start >= 0
  }

  /** Features that end within the text so far. Throws RangeError when one is too long. */
  push(text: string): FoundFeature[] {
    const keepFrom = this.#start >= 0 ? this.#start : this.#at
    this.#text = this.#text.slice(keepFrom) + text
    this.#at -= keepFrom
    if (this.#start >= 0) this.#start = 0
    if (this.#text.length > MAX_FEATURE) throw new RangeError(`a feature is longer than ${MAX_FEATURE}`)
    if (this.#state === 'before' && !this.#enterArray()) return []
    return this.#state === 'features' ? this.#features() : []
  }

  #enterArray(): boolean {
    const match = /"features"\s*:\s*\[/.exec(this.#text)
    if (!match) {
      this.#at = 0
      return false
    }
    this.#at = match.index + match[0].length
    this.#head = this.#text.slice(0, Math.min(match.index, 65_536))
    this.#line += this.#text.slice(0, this.#at).split('\n').length - 1
    this.#state = 'features'
    return true
  }

  #features(): FoundFeature[] {
    const found: FoundFeature[] = []
    const text = this.#text
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at)
      if (this.#inString) {
        if (code === 0x5c) this.#at++
        else if (code === 0x22) this.#inString = false
      } else if (code === 0x22) this.#inString = true
      else if (code === 0x7b) {
        if (this.#depth++ === 0) {
          this.#start = this.#at
          this.#startLine = this.#line
        }
      } else if (code === 0x7d) {
        if (--this.#depth === 0) {
          found.push({
            line: this.#startLine,
            number: ++this.#count,
            text: text.slice(this.#start, this.#at + 1),
          })
          this.#start = -1
        }
      } else if (code === 0x5d && this.#depth === 0) {
        this.#state = 'after'
        break
      }
      if (code === 0x0a) this.#line++
    }
    return found
  }
}
