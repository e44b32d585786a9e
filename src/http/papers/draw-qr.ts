import type { QrCode } from '../edge/answers/qr-code.ts'

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
