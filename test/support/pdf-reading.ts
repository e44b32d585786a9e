import { inflateSync } from 'node:zlib'
import jsqr from 'jsqr'

/** The text of a PDF that pdfkit has made, and what its QR codes say, as a phone would read them. */
export function readPdf(pdf: Buffer): { text: string; codes: string[] } {
  const objects = objectsOf(pdf)
  const fonts = new Map<string, Map<string, string>>()
  for (const { head } of objects.values())
    for (const [, name = '', font = ''] of head.matchAll(/\/F(\d+) (\d+) 0 R/g)) {
      const [, map = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.head ?? '') ?? []
      fonts.set(name, mapOf(objects.get(map)?.stream ?? ''))
    }
  const pages = [...objects.values()].map(({ stream }) => stream).filter((stream) => / TJ\b/.test(stream))
  return {
    text: pages
      .map((page) => textOf(page, fonts))
      .join('\n')
      .normalize('NFC'),
    codes: pages.flatMap(codesOf),
  }
}

/** What stands before the stream of an object, and its stream, inflated. */
interface PdfObject {
  readonly head: string
  readonly stream: string
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>()
  const whole = pdf.toString('latin1')
  for (const [, id = '', body = ''] of whole.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [head = '', packed] = body.split('stream\n', 2)
    const isDeflated = packed !== undefined && head.includes('FlateDecode') && !head.includes('/Length1')
    objects.set(id, {
      head,
      stream: isDeflated
        ? inflateSync(Buffer.from(packed, 'latin1'), { finishFlush: 2 }).toString('latin1')
        : '',
    })
  }
  return objects
}

/** Letters of a font's glyphs (ToUnicode): ranges with a list of what each glyph is. */
function mapOf(cmap: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [, from = '', , list = ''] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    const start = Number.parseInt(from, 16)
    for (const [at, [, hex = '']] of [...list.matchAll(/<([0-9a-f]+)>/gi)].entries())
      map.set(
        (start + at).toString(16).padStart(4, '0'),
        Buffer.from(hex, 'hex').swap16().toString('utf16le'),
      )
  }
  return map
}

function textOf(page: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let map: ReadonlyMap<string, string> | undefined
  const lines: string[] = []
  for (const [, font, shown] of page.matchAll(/\/F(\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) map = fonts.get(font)
    if (shown === undefined) continue
    const glyphs = [...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
    lines.push(glyphs.map((glyph) => map?.get(glyph.toLowerCase()) ?? '?').join(''))
  }
  return lines.join('\n')
}

const SCALE = 6

/** Filled squares between two strokes are a code; they are drawn and looked at. */
function codesOf(page: string): string[] {
  const codes: string[] = []
  let squares: number[][] = []
  for (const [, x, y, width, height, paint] of page.matchAll(
    /(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re|(?<=\n)([fSn])(?=\n)/g,
  )) {
    if (paint === undefined) squares.push([x, y, width, height].map(Number))
    else {
      if (paint === 'f' && squares.length > 50) codes.push(decoded(squares))
      squares = []
    }
  }
  return codes
}

function decoded(squares: readonly number[][]): string {
  const left = Math.min(...squares.map(([x = 0]) => x))
  const top = Math.min(...squares.map(([, y = 0]) => y))
  const right = Math.max(...squares.map(([x = 0, , width = 0]) => x + width))
  const border = 8
  const size = Math.ceil((right - left + 2 * border) * SCALE)
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (const [x = 0, y = 0, width = 0, height = 0] of squares) {
    const at = (value: number, from: number) => Math.round((value - from + border) * SCALE)
    for (let row = at(y, top); row < at(y + height, top); row++)
      for (let column = at(x, left); column < at(x + width, left); column++)
        pixels.set([0, 0, 0], (row * size + column) * 4)
  }
  const module = jsqr as unknown as Decode & { default?: Decode }
  return (module.default ?? module)(pixels, size, size)?.data ?? 'unreadable'
}

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null
