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

/** Draws a code in black on a page, `edge` points wide, without its quiet zone. */
export function drawQr(
  document: PDFKit.PDFDocument,
  { runs, size }: QrCode,
  { x, y, edge }: { readonly x: number; readonly y: number; readonly edge: number },
): void {
  const module = edge / size
  for (const { row, column, length } of runs)
    document.rect(x + column * module, y + row * module, length * module, module)
  document.fill('#000')
}

/** A code as path data of SVG with the edge of its view box, its quiet zone included. */
export function qrPath({ runs, size }: QrCode): { path: string; edge: number } {
  const path = runs.map(
    ({ row, column, length }) => `M${column + QUIET} ${row + QUIET}h${length}v1h-${length}z`,
  )
  return { path: path.join(''), edge: size + 2 * QUIET }
}
