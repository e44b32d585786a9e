type Document = PDFKit.PDFDocument

/** A4 in points, with the margin of papers. */
export const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 40]
export const INNER = WIDTH - 2 * MARGIN
/** Colours of papers, which hold when they are printed in grey. */
export const [INK, QUIET, ACCENT, LINE, ALERT] = ['#16211f', '#4b5a56', '#0b5f56', '#d3dcd8', '#a3231b']

/** A term with what is said of it, and a smaller note below. */
export interface SheetLine {
  readonly term: string
  readonly text: string
  readonly note?: string | undefined
}

interface Written {
  readonly size: number
  readonly colour?: string
  readonly bold?: boolean
  readonly x?: number
  readonly width?: number
  /** Lines at most; what is longer is cut, as text wider than its box would add a page. */
  readonly most?: number
  readonly align?: 'left' | 'right' | 'center'
}

/** A page that is written from the top down. */
export class PaperPage {
  at = MARGIN

  constructor(readonly document: Document) {}

  /** Writes a text at {@link at} and returns its height. */
  write(
    text: string,
    { size, colour = INK, bold = false, x = MARGIN, width = INNER, most = 2, align = 'left' }: Written,
  ): number {
    const { document } = this
    document
      .font(bold ? 'bold' : 'text')
      .fontSize(size)
      .fillColor(colour)
    const height = Math.min(
      document.heightOfString(text, { width }),
      document.currentLineHeight(true) * most + 1,
    )
    document.text(text, x, this.at, { width, height, ellipsis: true, align })
    return height
  }

  rule(colour: string): void {
    this.document
      .moveTo(MARGIN, this.at)
      .lineTo(WIDTH - MARGIN, this.at)
      .lineWidth(0.6)
      .strokeColor(colour)
      .stroke()
  }

  /** A table of terms, each with a rule above, and one below all. */
  table(lines: readonly SheetLine[]): void {
    const term = 138
    const beside = { x: MARGIN + term, width: INNER - term }
    for (const { term: name, text, note } of lines) {
      this.rule(LINE)
      this.at += 5
      const left = this.write(name, { size: 8.5, colour: QUIET, width: term - 10, most: 2 })
      const top = this.at
      this.at += this.write(text, { size: 10.5, ...beside, most: 2 })
      if (note !== undefined) this.at += this.write(note, { size: 8.5, colour: QUIET, ...beside, most: 2 })
      this.at = Math.max(this.at, top + left) + 5
    }
    this.rule(LINE)
  }

  /** Writes a word across the page, through which all else is read. */
  stamp(text: string): void {
    const { document } = this
    document.save().rotate(-35, { origin: [WIDTH / 2, HEIGHT / 2] })
    document.font('bold').fontSize(104).fillColor(ALERT).fillOpacity(0.13)
    const width = document.widthOfString(text)
    document.text(text, (WIDTH - width) / 2, HEIGHT / 2, { lineBreak: false, baseline: 'middle' })
    document.restore()
  }
}
