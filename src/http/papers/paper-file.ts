import type { PaperFonts } from './paper-fonts.ts'
import { PaperPage } from './paper-page.ts'

interface PaperInfo {
  readonly title: string
  /** When it was made; the same moment and the same drawing make the same bytes. */
  readonly made?: Date | undefined
}

/** A PDF of one A4 page in Vietnamese, with the fonts `text` and `bold`. */
export async function paperFile(
  fonts: PaperFonts,
  { title, made }: PaperInfo,
  draw: (page: PaperPage) => Promise<void>,
): Promise<Buffer> {
  // loaded when it is first needed: a thread that makes pictures alone does not have it
  const { default: PdfDocument } = await import('pdfkit')
  const document = new PdfDocument({
    size: 'A4',
    margin: 0,
    lang: 'vi-VN',
    info: { Title: title, Producer: 'diachiso', Creator: 'diachiso', ...(made && { CreationDate: made }) },
  })
  const pieces: Buffer[] = []
  document.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  await fonts.register(document)
  await draw(new PaperPage(document))
  document.end()
  await ended
  return Buffer.concat(pieces)
}
