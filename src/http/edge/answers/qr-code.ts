/** A row of dark modules that stand beside each other, in modules from the top left. */
interface Run {
  readonly row: number
  readonly column: number
  readonly length: number
}

/** A QR code (ISO/IEC 18004): its dark modules in rows, and how many modules its edge has. */
export interface QrCode {
  readonly runs: readonly Run[]
  readonly size: number
}

/** Modules around a code that stay light (§9.1). */
const QUIET = 4

/** The QR code of a text, which bears 15 % of damage. */
export async function qrCode(text: string): Promise<QrCode> {
  // loaded when it is first needed: a start does not wait for it
  const { default: qrcode } = await import('qrcode')
  const { data, size } = qrcode.create(text, { errorCorrectionLevel: 'M' }).modules
  const runs: Run[] = []
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const from = column
      while (column < size && data[row * size + column]) column++
      if (column > from) runs.push({ row, column: from, length: column - from })
    }
  return { runs, size }
}

/** A code as path data of SVG with the edge of its view box, its quiet zone included. */
export function qrPath({ runs, size }: QrCode): { path: string; edge: number } {
  const path = runs.map(
    ({ row, column, length }) => `M${column + QUIET} ${row + QUIET}h${length}v1h-${length}z`,
  )
  return { path: path.join(''), edge: size + 2 * QUIET }
}

/** A code of a text as a `data:` address of an SVG picture, which the pages' policy lets through. */
export async function qrPicture(text: string): Promise<string> {
  const { path, edge } = qrPath(await qrCode(text))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${edge} ${edge}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${edge}v${edge}H0z"/><path d="${path}"/></svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
