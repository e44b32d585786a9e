import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const FILES = {
  text: '400Regular/BeVietnamPro_400Regular.ttf',
  bold: '600SemiBold/BeVietnamPro_600SemiBold.ttf',
} as const

/** Be Vietnam Pro (OFL) in two weights, read once, by the names under which papers register them. */
export class PaperFonts {
  #read: Promise<Record<keyof typeof FILES, Buffer>> | undefined

  /** Gives a document its fonts `text` and `bold`. */
  async register(document: PDFKit.PDFDocument): Promise<void> {
    this.#read ??= readFonts()
    const { text, bold } = await this.#read
    document.registerFont('text', text).registerFont('bold', bold)
  }
}

async function readFonts() {
  const require = createRequire(import.meta.url)
  const read = (name: keyof typeof FILES) =>
    readFile(require.resolve(`@expo-google-fonts/be-vietnam-pro/${FILES[name]}`))
  return { text: await read('text'), bold: await read('bold') }
}
