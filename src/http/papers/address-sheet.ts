import type { DrawnMap } from '../../tiles/pictures/drawn-map.ts'
import { qrCode } from '../edge/answers/qr-code.ts'
import { drawQr } from './draw-qr.ts'
import { paperFile } from './paper-file.ts'
import type { PaperFonts } from './paper-fonts.ts'
import {
  ACCENT,
  ALERT,
  HEIGHT,
  INNER,
  LINE,
  MARGIN,
  type PaperPage,
  QUIET,
  type SheetLine,
  WIDTH,
} from './paper-page.ts'

/** What stands on an address sheet, *giấy địa chỉ*: a look-up, no paper of an authority. */
export interface AddressSheet {
  /** The address of today: what is named, and where it lies. */
  readonly head: string
  readonly where: string
  /** As people read it: `L123 456 7890`. */
  readonly code: string | null
  /** Page of the address, which the QR code opens. */
  readonly url: string
  /** Day of the look-up, `30/11/2026`. */
  readonly date: string
  /** Lines of the table: what is told, and remarks in smaller type. */
  readonly lines: readonly SheetLine[]
  /** The address is no more. */
  readonly isRetired: boolean
  /** Demonstration data: *MINH HOẠ* stands across the sheet. */
  readonly isDemo: boolean
}

/** The map in points, and points a pixel of the drawing. */
const MAP = { width: INNER, height: 336, scale: 0.75 }
const QR = 112

/** Size of the drawing of the map that {@link AddressSheets} takes, in pixels. */
export const SHEET_MAP: readonly [width: number, height: number] = [
  Math.round(MAP.width / MAP.scale),
  Math.round(MAP.height / MAP.scale),
]

/** Makes address sheets, one page each. */
export class AddressSheets {
  readonly #fonts: PaperFonts

  constructor(fonts: PaperFonts) {
    this.#fonts = fonts
  }

  /** One PDF, with a map whose middle is the address. */
  async pdf(sheet: AddressSheet, map: DrawnMap | undefined): Promise<Buffer> {
    return paperFile(this.#fonts, { title: `Giấy địa chỉ: ${sheet.head}` }, async (page) => {
      const { document } = page
      drawHead(page, sheet)
      drawAddress(page, sheet)
      drawQr(document, await qrCode(sheet.url), { x: WIDTH - MARGIN - QR, y: TOP_OF_ADDRESS, edge: QR })
      page.table(sheet.lines)
      drawFoot(page, sheet)
      if (map) drawMapOn(document, map, page.at + 6)
      if (sheet.isDemo) page.stamp('MINH HOẠ')
    })
  }
}

const TOP_OF_ADDRESS = 150

function drawHead(page: PaperPage, { date, isRetired }: AddressSheet): void {
  page.write('Địa chỉ số · diachiso', { size: 10, bold: true, colour: ACCENT, width: INNER / 2 })
  page.write(`Ngày tra cứu · Looked up: ${date}`, {
    size: 9,
    colour: QUIET,
    x: MARGIN + INNER / 2,
    width: INNER / 2,
    align: 'right',
  })
  page.at += 24
  page.at += page.write('GIẤY ĐỊA CHỈ', { size: 24, bold: true, most: 1 })
  page.at += page.write(
    'Bản tra cứu, không phải giấy tờ của Uỷ ban nhân dân xã, phường; không có chữ ký, không đóng dấu.',
    { size: 9, colour: QUIET, most: 1 },
  )
  page.at += page.write('A look-up, no paper of an authority; it bears no signature and no seal.', {
    size: 8,
    colour: QUIET,
    most: 1,
  })
  page.at = 132
  page.rule(ACCENT)
  page.at = TOP_OF_ADDRESS
  if (!isRetired) return
  page.at += page.write('ĐỊA CHỈ NÀY ĐÃ HẾT HIỆU LỰC · RETIRED', {
    size: 11,
    bold: true,
    colour: ALERT,
    width: INNER - QR - 16,
    most: 1,
  })
}

function drawAddress(page: PaperPage, { head, where, code, url }: AddressSheet): void {
  const width = INNER - QR - 20
  page.at +=
    page.write('Địa chỉ hiện nay · Address of today', { size: 8.5, colour: QUIET, width, most: 1 }) + 2
  page.at += page.write(head, { size: 19, bold: true, width, most: 2 }) + 1
  page.at += page.write(where, { size: 12, width, most: 3 }) + 8
  if (code !== null) {
    page.at += page.write('Mã địa chỉ số · Address code', { size: 8.5, colour: QUIET, width, most: 1 }) + 1
    page.at += page.write(code, { size: 17, bold: true, colour: ACCENT, width, most: 1 })
  }
  page.at = Math.max(page.at, TOP_OF_ADDRESS + QR) + 6
  page.at += page.write(url, { size: 7.5, colour: QUIET, most: 1, align: 'right' }) + 8
}

function drawFoot(page: PaperPage, { isDemo }: AddressSheet): void {
  const { at } = page
  page.at = HEIGHT - MARGIN - 24
  const demo = isDemo ? 'Dữ liệu minh hoạ: số nhà và mã không có thật. · Demonstration data, made up. ' : ''
  page.write(
    `${demo}Thông tin có thể đã thay đổi sau ngày tra cứu: quét mã QR để xem địa chỉ đang có hiệu lực. · Scan the code for what holds now.`,
    { size: 8, colour: QUIET, most: 2 },
  )
  page.at = at
}

/** The map fills what is left between the table and the foot. */
function drawMapOn(
  document: PDFKit.PDFDocument,
  { tiles, names, width, height, ground, credit }: DrawnMap,
  top: number,
): void {
  const room = Math.min(MAP.height, HEIGHT - MARGIN - 34 - top)
  document.save()
  document.rect(MARGIN, top, MAP.width, room).clip()
  document.rect(MARGIN, top, MAP.width, room).fill(ground)
  document.translate(MARGIN, top - (MAP.height - room) / 2).scale(MAP.scale)
  document.lineJoin('round').lineCap('round')
  for (const { square, paths } of tiles) {
    document.save()
    document.rect(...square).clip()
    for (const { path, fill, stroke, width: wide, dash } of paths) {
      document.path(path)
      if (fill !== undefined) document.fill(fill, 'even-odd')
      else {
        const [on, off] = (dash ?? '').split(' ').map(Number)
        if (on && off) document.dash(on, { space: off })
        else document.undash()
        document.lineWidth(wide ?? 1).stroke(stroke)
      }
    }
    document.restore()
  }
  for (const { text, x, y, angle, size, colour, bold } of names) {
    document.save().translate(x, y).rotate(angle)
    document.font(bold ? 'bold' : 'text').fontSize(size)
    const left = -document.widthOfString(text) / 2
    const where = { lineBreak: false, baseline: 'middle' } as const
    document.lineWidth(2.5).strokeColor('#fff').fillColor('#fff')
    document.text(text, left, 0, { ...where, stroke: true, fill: true })
    document.fillColor(colour).text(text, left, 0, where)
    document.restore()
  }
  document.translate(width / 2, height / 2)
  document.path('M0 0C-7-14-19-20-19-34a19 19 0 0 1 38 0C19-20 7-14 0 0z').lineWidth(2.5)
  document.fillAndStroke('#c62f21', '#fff')
  document.circle(0, -34, 7).fill('#fff')
  document.restore()
  if (credit !== undefined) {
    document.font('text').fontSize(6.5).fillColor('#3f4a47')
    const left = MARGIN + MAP.width - document.widthOfString(credit) - 4
    document.text(credit, left, top + room - 11, { lineBreak: false })
  }
  document.rect(MARGIN, top, MAP.width, room).lineWidth(0.6).strokeColor(LINE).stroke()
}
