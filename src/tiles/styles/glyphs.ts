import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

/** Names that styles use in `text-font`, and where the font's file lies in its package (SIL Open Font License). */
const FONTS: Readonly<Record<string, string>> = {
  'Be Vietnam Pro Regular': '400Regular/BeVietnamPro_400Regular.ttf',
  'Be Vietnam Pro Italic': '400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf',
  'Be Vietnam Pro Medium': '500Medium/BeVietnamPro_500Medium.ttf',
  'Be Vietnam Pro SemiBold': '600SemiBold/BeVietnamPro_600SemiBold.ttf',
  'Be Vietnam Pro Bold': '700Bold/BeVietnamPro_700Bold.ttf',
}
export const FONT_NAMES = Object.keys(FONTS)
/** Glyphs come in ranges of 256 characters of the Basic Multilingual Plane. */
const RANGE = 256
const LAST_CHARACTER = 0xffff
/** Bytes of glyphs kept in memory. */
const CACHE_BYTES = 8 * 1_048_576

/** Glyphs of the served fonts as signed distance fields, made when first asked for. */
export class Glyphs {
  readonly #files = new Map<string, Promise<Buffer>>()
  readonly #cache = new Map<string, Promise<Buffer>>()
  #bytes = 0

  /** The first of comma-separated font names that is served here. */
  static fontOf(stack: string): string | undefined {
    return stack
      .split(',')
      .map((name) => name.trim())
      .find((name) => Object.hasOwn(FONTS, name))
  }

  /** First character of a range written "0-255"; undefined when it is no range of 256 characters. */
  static startOf(text: string): number | undefined {
    const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
    const start = Number(from)
    const right = start % RANGE === 0 && Number(to) === start + RANGE - 1 && start < LAST_CHARACTER
    return right && String(start) === from ? start : undefined
  }

  /** Glyphs of a font of {@link FONT_NAMES} from `start`, as MapLibre's glyph protobuf. */
  async range(font: string, start: number): Promise<Buffer> {
    const key = `${font} ${start}`
    const cached = this.#cache.get(key)
    if (cached) {
      this.#cache.delete(key)
      this.#cache.set(key, cached)
      return cached
    }
    const made = this.#make(font, start)
    this.#cache.set(key, made)
    try {
      this.#bytes += (await made).length
    } catch (error) {
      this.#cache.delete(key)
      throw error
    }
    await this.#shrink()
    return made
  }

  async #make(font: string, start: number): Promise<Buffer> {
    const loading = this.#files.get(font) ?? readFont(font)
    this.#files.set(font, loading)
    // a native library: loaded when it is needed, not at every start
    const { default: fontnik } = await import('fontnik')
    const options = { font: await loading, start, end: start + RANGE - 1 }
    return (await promisify(fontnik.range)(options)) as Buffer
  }

  async #shrink(): Promise<void> {
    for (const [oldest, glyphs] of this.#cache) {
      if (this.#bytes <= CACHE_BYTES) return
      if (this.#cache.delete(oldest)) this.#bytes -= (await glyphs).length
    }
  }
}

function readFont(font: string): Promise<Buffer> {
  const require = createRequire(import.meta.url)
  return readFile(require.resolve(`@expo-google-fonts/be-vietnam-pro/${FONTS[font]}`))
}
