import { qrCode } from '../edge/answers/qr-code.ts'
import { drawQr } from './draw-qr.ts'
import { paperFile } from './paper-file.ts'
import type { PaperFonts } from './paper-fonts.ts'
import {
  ACCENT,
  HEIGHT,
  INNER,
  LINE,
  MARGIN,
  type PaperPage,
  QUIET,
  type SheetLine,
  WIDTH,
} from './paper-page.ts'

/** What stands on a *giấy xác nhận địa chỉ số*. */
export interface CertificateSheet {
  /** As the commune has it at the head of its papers; no person is named. */
  readonly heading: string
  /** Office that issued it. */
  readonly office: string
  readonly serial: string
  /** Its date at +07:00, `YYYY-MM-DD`. */
  readonly day: string
  /** Moment of its issue, ISO 8601 in UTC. */
  readonly issuedAt: string
  /** The address: what is named, and where it lies. */
  readonly head: string
  readonly where: string
  /** Which version of the address it tells, counted from 1. */
  readonly revision: number
  readonly lines: readonly SheetLine[]
  /** Page that says whether it holds, which the QR code opens. */
  readonly url: string
  /** Demonstration data: *MINH HOẠ* stands across the paper. */
  readonly isDemo: boolean
}

const QR = 104
const BOX = 120

/** A certificate as a PDF of one page. The same content makes the same bytes, so that a file can be made again and compared. */
export function certificatePdf(fonts: PaperFonts, sheet: CertificateSheet): Promise<Buffer> {
  const title = `Giấy xác nhận địa chỉ số ${sheet.serial}`
  return paperFile(fonts, { title, made: new Date(sheet.issuedAt) }, async (page) => {
    drawHead(page, sheet)
    drawText(page, sheet)
    const top = HEIGHT - MARGIN - 46 - BOX
    await drawCheck(page, sheet, top)
    drawSignature(page, top)
    drawFoot(page, sheet)
    if (sheet.isDemo) page.stamp('MINH HOẠ')
  })
}

function drawHead(page: PaperPage, { heading, serial, day }: CertificateSheet): void {
  const half = INNER / 2 - 10
  const right = { x: MARGIN + INNER / 2 + 10, width: half, align: 'center' } as const
  const top = page.at
  const left = page.write(heading.toLocaleUpperCase('vi'), {
    size: 11,
    bold: true,
    width: half,
    align: 'center',
    most: 3,
  })
  page.at += page.write('CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: 11, bold: true, ...right, most: 1 })
  page.at += page.write('Độc lập - Tự do - Hạnh phúc', { size: 11, bold: true, ...right, most: 1 })
  page.at = Math.max(page.at, top + left) + 12
  page.write(`Số: ${serial}`, { size: 10.5, width: half, align: 'center', most: 1 })
  const [year, month, date] = day.split('-')
  page.at += page.write(`Ngày ${date} tháng ${month} năm ${year}`, { size: 10.5, ...right, most: 1 })
  page.at += 26
  page.at += page.write('GIẤY XÁC NHẬN ĐỊA CHỈ SỐ', { size: 21, bold: true, align: 'center', most: 1 })
  page.at += page.write('Certificate of a digital address', {
    size: 9.5,
    colour: QUIET,
    align: 'center',
    most: 1,
  })
  page.at += 16
}

function drawText(page: PaperPage, { office, head, where, revision, lines }: CertificateSheet): void {
  page.at +=
    page.write(
      `Theo sổ địa chỉ số, vào ngày ghi trên giấy này, ${office} xác nhận địa chỉ sau đang có hiệu lực (lần sửa thứ ${revision}):`,
      { size: 11, most: 3 },
    ) + 10
  page.at += page.write(head, { size: 18, bold: true, most: 2 })
  page.at += page.write(where, { size: 12.5, most: 3 }) + 12
  page.table(lines)
}

/** The box with which anybody checks whether the paper holds. */
async function drawCheck(page: PaperPage, { url, serial }: CertificateSheet, top: number): Promise<void> {
  const width = INNER / 2 - 8
  page.document.rect(MARGIN, top, width, BOX).lineWidth(0.8).strokeColor(ACCENT).stroke()
  drawQr(page.document, await qrCode(url), { x: MARGIN + 8, y: top + 8, edge: QR })
  const beside = { x: MARGIN + QR + 18, width: width - QR - 26 }
  page.at = top + 10
  page.at += page.write('Giấy này còn giá trị không?', { size: 10, bold: true, ...beside }) + 3
  page.at += page.write('Quét mã QR, hoặc mở:', { size: 8.5, colour: QUIET, ...beside }) + 1
  page.at += page.write(url.slice(0, url.lastIndexOf('/') + 1), { size: 8, ...beside, most: 3 }) + 1
  page.at += page.write(serial, { size: 9, bold: true, ...beside, most: 1 }) + 3
  page.write('Scan to see whether it still holds.', { size: 7.5, colour: QUIET, ...beside })
}

function drawSignature(page: PaperPage, top: number): void {
  const x = MARGIN + INNER / 2 + 8
  const width = INNER / 2 - 8
  page.document
    .rect(x, top, width, BOX)
    .lineWidth(0.6)
    .dash(3, { space: 3 })
    .strokeColor(LINE)
    .stroke()
    .undash()
  page.at = top + 8
  page.write('Chỗ ký tên, đóng dấu nếu cơ quan thêm vào', {
    size: 8.5,
    colour: QUIET,
    x: x + 8,
    width: width - 16,
    align: 'center',
  })
}

function drawFoot(page: PaperPage, { isDemo }: CertificateSheet): void {
  page.at = HEIGHT - MARGIN - 38
  const demo = isDemo ? 'Dữ liệu minh hoạ: địa chỉ và mã không có thật. ' : ''
  page.write(
    `${demo}Giấy do máy chủ làm, không có chữ ký và con dấu, trừ khi cơ quan cấp thêm vào. Giấy xác nhận địa chỉ, không xác nhận quyền sở hữu, quyền sử dụng hay nơi cư trú. Khi địa chỉ thay đổi hoặc giấy bị thu hồi, trang kiểm tra nói điều đó. · It bears no signature or seal unless the office adds them, and states an address alone, no right.`,
    { size: 7.5, colour: QUIET, most: 4, width: WIDTH - 2 * MARGIN },
  )
}
