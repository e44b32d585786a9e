import { setImmediate as turn } from 'node:timers/promises'
import type { Text } from '../../../errors.ts'
import type { Role } from '../../../registry/actor.ts'
import { qrCode } from '../../edge/answers/qr-code.ts'
import { drawQr } from '../../papers/draw-qr.ts'
import { PaperFonts } from '../../papers/paper-fonts.ts'

/** What is printed on a slip. */
export interface PaperSlip {
  readonly login: string
  readonly name: string | null
  readonly office: string
  readonly roles: readonly string[]
  /** Names of where its holder works. */
  readonly areas: readonly string[]
  /** Address with the token, which opens the page of activation. */
  readonly url: string
  /** Last day, `DD/MM/YYYY`. */
  readonly until: string
  /** Whether a second person must confirm a word. */
  readonly sleeps: boolean
}

type Document = PDFKit.PDFDocument

const [COLUMNS, ROWS, MARGIN, PADDING, QR] = [2, 4, 28, 12, 100]
/** A4 in points. */
const [WIDTH, HEIGHT] = [595.28, 841.89]
const [SLIP_WIDTH, SLIP_HEIGHT] = [(WIDTH - 2 * MARGIN) / COLUMNS, (HEIGHT - 2 * MARGIN) / ROWS]

/** Roles as papers name them. */
export const ROLE_NAMES: Readonly<Record<Role, Text>> = {
  citizen: { vi: 'Công dân', en: 'Citizen' },
  collector: { vi: 'Người thu thập', en: 'Collector' },
  officer: { vi: 'Cán bộ', en: 'Officer' },
  verifier: { vi: 'Người xác minh', en: 'Verifier' },
  agency: { vi: 'Sở ngành', en: 'Agency' },
  coordinator: { vi: 'Điều phối', en: 'Coordinator' },
  operator: { vi: 'Vận hành', en: 'Operator' },
  auditor: { vi: 'Kiểm toán', en: 'Auditor' },
  administrator: { vi: 'Quản trị', en: 'Administrator' },
}

/** Makes activation slips, eight on a page, in memory: nothing of them is stored. */
export class SlipPapers {
  readonly #fonts = new PaperFonts()

  /** One PDF; between slips others have their turn. */
  async pdf(slips: readonly PaperSlip[]): Promise<Buffer> {
    // Loaded when they are first needed: a start does not wait for them.
    const { default: PdfDocument } = await import('pdfkit')
    const document = new PdfDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      info: { Title: 'Phiếu kích hoạt tài khoản', Producer: 'diachiso', Creator: 'diachiso' },
    })
    const pieces: Buffer[] = []
    document.on('data', (piece: Buffer) => pieces.push(piece))
    const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
    await this.#fonts.register(document)
    for (const [at, slip] of slips.entries()) {
      const place = at % (COLUMNS * ROWS)
      if (place === 0) document.addPage()
      const x = MARGIN + (place % COLUMNS) * SLIP_WIDTH
      const y = MARGIN + Math.floor(place / COLUMNS) * SLIP_HEIGHT
      drawSlip(document, slip, x, y)
      drawQr(document, await qrCode(slip.url), { x: x + SLIP_WIDTH - PADDING - QR, y: y + 34, edge: QR })
      await turn()
    }
    document.end()
    await ended
    return Buffer.concat(pieces)
  }
}

function drawSlip(document: Document, slip: PaperSlip, x: number, y: number): void {
  document.lineWidth(0.4).dash(3, { space: 3 }).strokeColor('#777')
  document.rect(x, y, SLIP_WIDTH, SLIP_HEIGHT).stroke().undash()
  const left = x + PADDING
  const whole = SLIP_WIDTH - 2 * PADDING
  const beside = whole - QR - 8
  let at = y + 10
  const line = (
    text: string,
    size: number,
    options: { bold?: boolean; width?: number; height?: number } = {},
  ) => {
    const { bold = false, width = beside, height = size * 2.7 } = options
    document
      .font(bold ? 'bold' : 'text')
      .fontSize(size)
      .fillColor('#000')
    // What is wider than its box would add a page: it is cut, and the box is as high as what is drawn.
    const box = { width, height, ellipsis: true, lineBreak: true }
    document.text(text, left, at, box)
    at += Math.min(document.heightOfString(text, { width }), height) + 2
  }
  line('PHIẾU KÍCH HOẠT TÀI KHOẢN', 10.5, { bold: true, width: whole, height: 16 })
  at = y + 32
  line(slip.office, 8.5)
  if (slip.name !== null) line(slip.name, 9.5, { bold: true, height: 13 })
  line(slip.login, 11, { bold: true, height: 15 })
  line(slip.roles.map((role) => ROLE_NAMES[role as Role].vi).join(', '), 8)
  line(slip.areas.join('; '), 8, { height: 22 })
  line(`Dùng một lần, đến hết ${slip.until}.`, 8)
  at = Math.max(at, y + 34 + QR + 4)
  line('Quét mã, hoặc mở địa chỉ:', 7, { width: whole, height: 10 })
  line(slip.url, 6, { width: whole, height: 18 })
  const then = slip.sleeps
    ? 'Sau đó một người khác của cơ quan xác nhận từ hiện trên màn hình.'
    : 'Giữ kín phiếu này; không ai được hỏi mật khẩu của bạn.'
  line(then, 6.5, { width: whole, height: 10 })
}
