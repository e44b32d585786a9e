import type { FastifyReply, FastifyRequest } from 'fastify'
import { ERRORS, type ErrorCode, type Language, type Text } from '../../errors.ts'
import type { Receipt } from '../../registry/doors/receipts.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { type Html, html } from '../edge/html.ts'
import { languageOf } from '../edge/language.ts'
import { plainPage } from '../edge/plain-page.ts'
import type { UnitKnowledge } from '../features/address-feature.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

const OFFICE = text('Cán bộ của xã, phường xem xét', 'The office of the commune')

const REPLY = text('Cán bộ xã, phường trả lời', 'An answer of the office')
const ANOTHER = text(
  'Một cán bộ khác của xã, phường xem xét',
  'Another officer of the commune than who refused',
)

/** What each state means to who has the receipt, and what it waits for. */
const STATES: Readonly<
  Record<Receipt['kind'] | 'objection', Readonly<Record<string, { is: Text; waits?: Text }>>>
> = {
  declaration: {
    open: { is: text('Đã nhận, chưa xem xét', 'Received, not looked at yet'), waits: OFFICE },
    settling: { is: text('Đang ghi vào sổ', 'Being written'), waits: OFFICE },
    returned: {
      is: text('Cần bổ sung', 'Something is missing'),
      waits: text('Người khai bổ sung', 'Who declared it'),
    },
    accepted: { is: text('Đã lập địa chỉ', 'The address was made') },
    corrected: { is: text('Đã sửa địa chỉ', 'The address was corrected') },
    rejected: { is: text('Không được nhận', 'Not accepted') },
    withdrawn: { is: text('Đã rút lại', 'Withdrawn') },
  },
  'person-request': {
    open: { is: text('Đã nhận, chưa trả lời', 'Received, not answered yet'), waits: REPLY },
    replied: { is: text('Đã trả lời lần đầu, đang thực hiện', 'Answered, being done'), waits: REPLY },
    fulfilled: {
      is: text(
        'Đã thực hiện; kết quả gửi qua cách liên hệ bạn ghi',
        'Done; the result went the way that you named',
      ),
    },
    refused: {
      is: text(
        'Không thực hiện; lý do gửi qua cách liên hệ bạn ghi',
        'Not done; the reason went the way that you named',
      ),
    },
  },
  objection: {
    open: { is: text('Đã nhận khiếu nại, chưa xem xét', 'Received, not looked at yet'), waits: ANOTHER },
    accepted: { is: text('Chấp nhận: khai báo được xem xét lại', 'Upheld: the declaration is open again') },
    rejected: { is: text('Giữ nguyên việc từ chối', 'The refusal stands') },
  },
  report: {
    open: { is: text('Đã nhận, chưa xem xét', 'Received, not looked at yet'), waits: OFFICE },
    accepted: { is: text('Đã xử lý', 'Done') },
    rejected: { is: text('Đã xem, không sửa', 'Looked at, nothing is changed') },
  },
}

/** Reasons of a settled declaration or report. */
export const REASONS: Readonly<Record<string, Text>> = {
  duplicate: text('Đã có', 'It is there already'),
  'no-address': text('Không phải một địa chỉ', 'It is no address'),
  'wrong-place': text('Sai vị trí', 'The place is wrong'),
  'wrong-content': text('Sai nội dung', 'The content is wrong'),
  'not-enough': text('Chưa đủ thông tin', 'There is too little to go by'),
  'not-entitled': text('Người khai không có quyền', 'Who declared it may not'),
  'nothing-wrong': text('Không có gì sai', 'Nothing is wrong'),
  'not-ours': text('Không thuộc việc của nơi này', 'It is not for this office'),
  done: text('Đã sửa', 'It was mended'),
  other: text('Lý do khác', 'Another reason'),
}

/** What every receipt is answered with. */
export interface ReceiptParts {
  readonly units: UnitKnowledge
  readonly publicUrl: string | undefined
  /** Whether the record is demonstration data. */
  readonly isDemo: () => boolean
}

export interface ReceiptContext extends ReceiptParts {
  /** Path of the receipt. */
  readonly path: string
  /** Why the photo of the form was not kept, where there was one. */
  readonly photo?: ErrorCode | undefined
  /** Why the contact of the form was not kept, where there was one. */
  readonly contact?: ErrorCode | undefined
  /** What its page shows of a refusal first, and below all. */
  readonly refusal?: Html | undefined
  readonly below?: Html | undefined
}

/**
 * Answers with what a receipt shows, as a page to who asks for one: state, dates, commune and office, what it waits for, the reason; never
 * what was sent, and nothing that a cache or a search engine may keep.
 */
export function answerReceipt(
  request: FastifyRequest,
  reply: FastifyReply,
  receipt: Receipt,
  { units, publicUrl, isDemo, path, photo, contact, refusal, below }: ReceiptContext,
) {
  reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow', vary: 'accept' })
  if (receipt.revision !== undefined) reply.header('etag', `"${receipt.revision}"`)
  const language = languageOf(request)
  const json = { ...receiptJson(receipt, language, units), demonstration: isDemo() }
  if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return json
  reply.type('text/html; charset=utf-8')
  const notes = [
    ...(json.demonstration ? [LABELS.demonstration[language]] : []),
    ...(photo ? [`${LABELS.without[language]}: ${ERRORS[photo].title[language]}`] : []),
    ...(contact ? [`${LABELS.withoutContact[language]}: ${ERRORS[contact].title[language]}`] : []),
  ]
  return page(json, receipt, { language, root: rootPathOf(publicUrl), path, notes, refusal, below })
}

/** What the state of a receipt means. */
function stateOf({ kind, state, isCorrection, isObjection }: Receipt) {
  if (isObjection) return STATES.objection[state]
  return STATES[kind][isCorrection && state === 'accepted' ? 'corrected' : state]
}

function receiptJson(receipt: Receipt, language: Language, units: UnitKnowledge) {
  const { kind, state, createdAt, endedAt, communeCode, office, reason } = receipt
  const waits = stateOf(receipt)?.waits
  const commune = units.register.get(communeCode, units.today(), 'commune')
  return {
    kind,
    state,
    created_at: createdAt,
    ended_at: endedAt,
    commune: { code: communeCode, name: commune?.fullName ?? null },
    office,
    waits_for: waits?.[language] ?? null,
    reason: reason === null ? null : { code: reason, label: REASONS[reason]?.[language] ?? reason },
    text: receipt.text,
    ...(receipt.revision !== undefined && { revision: receipt.revision }),
    ...(kind === 'declaration' && { contact: contactJson(receipt.contact) }),
    ...(receipt.objection && {
      objection: { state: receipt.objection.state, created_at: receipt.objection.createdAt },
    }),
    ...(receipt.isObjection && { objects: true }),
    ...(receipt.due && { reply_due: receipt.due.reply, fulfil_due: receipt.due.fulfil }),
  }
}

/** Whether who declared is to be reached, and for what: nothing of who it is. */
function contactJson(contact: Receipt['contact']) {
  if (contact === undefined) return null
  const { state, consents } = contact
  return {
    state,
    consents: consents.map(({ purpose, version, given_at, withdrawn_at }) => ({
      ...{ purpose, version, given_at, withdrawn_at },
    })),
  }
}

const LABELS = {
  title: {
    declaration: text('Biên nhận khai báo', 'Receipt of a declaration'),
    report: text('Biên nhận phản ánh', 'Receipt of a report'),
    'person-request': text('Biên nhận yêu cầu về dữ liệu cá nhân', 'Receipt of a request about own data'),
    correction: text('Biên nhận đề nghị sửa', 'Receipt of a correction'),
    objection: text('Biên nhận khiếu nại', 'Receipt of an objection'),
  },
  number: text('Số biên nhận, hãy giữ lại', 'Number of the receipt; keep it'),
  sent: text('Gửi ngày', 'Sent'),
  ended: text('Kết thúc ngày', 'Ended'),
  where: text('Nơi xem xét', 'Who looks at it'),
  waits: text('Đang chờ', 'Waits for'),
  replyDue: text('Hạn trả lời lần đầu', 'First answer due'),
  fulfilDue: text('Hạn thực hiện', 'To be done by'),
  reason: text('Lý do', 'Reason'),
  without: text('Khai báo đã được nhận, không có ảnh', 'The declaration is in, without the photo'),
  withoutContact: text(
    'Khai báo đã được nhận, không có liên hệ',
    'The declaration is in, without the contact',
  ),
  contact: text('Liên hệ của người khai', 'The declarer’s contact'),
  unproven: text('đã nhận, chưa xác nhận', 'received, not confirmed'),
  confirmed: text('đã xác nhận', 'confirmed'),
  demonstration: text(
    'Máy chủ đang chạy với dữ liệu minh hoạ: địa chỉ và mã ở đây không có thật, đừng dùng cho giấy tờ',
    'The server runs with demonstration data: addresses and codes are not real here; do not use them on papers',
  ),
  says: text('Trả lời', 'Answer'),
} as const

interface ReceiptPage {
  readonly language: Language
  readonly root: string
  readonly path: string
  readonly notes: readonly string[]
  readonly refusal: Html | undefined
  readonly below: Html | undefined
}

/** What is told of a refusal above the facts. */
const REFUSAL_TELLS: ReadonlySet<Text> = new Set([LABELS.reason, LABELS.says])

function page(
  json: ReturnType<typeof receiptJson>,
  receipt: Receipt,
  { language, root, path, notes, refusal, below }: ReceiptPage,
): string {
  const { kind, isCorrection, isObjection } = receipt
  const day = (moment: string | null) =>
    moment &&
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'Asia/Ho_Chi_Minh' }).format(
      new Date(moment),
    )
  const proof = json.contact && (json.contact.state === 'confirmed' ? LABELS.confirmed : LABELS.unproven)
  const rows: [Text, string | null | undefined][] = [
    [LABELS.number, decodeURIComponent(path.split('/').at(-1) ?? '')],
    [LABELS.sent, day(json.created_at)],
    [LABELS.ended, day(json.ended_at)],
    [LABELS.where, json.commune.name ?? json.commune.code],
    [LABELS.waits, json.waits_for],
    [LABELS.replyDue, json.ended_at === null ? day(json.reply_due ?? null) : null],
    [LABELS.fulfilDue, json.ended_at === null ? day(json.fulfil_due ?? null) : null],
    [LABELS.reason, json.reason?.label],
    [LABELS.says, json.text],
    [LABELS.contact, proof?.[language]],
  ]
  const title = LABELS.title[isObjection ? 'objection' : isCorrection ? 'correction' : kind][language]
  const filled = rows.filter(([label, value]) => value && !(refusal && REFUSAL_TELLS.has(label)))
  return plainPage(
    {
      ...{ language, root, title, hrefIn: (lang) => `${root}${path}?lang=${lang}` },
      head: html`<link rel="stylesheet" href="${root}/assets/account-page.css">
<meta name="robots" content="noindex, nofollow">\n`,
    },
    html`<h1>${title}</h1>
<p class="state">${stateOf(receipt)?.is[language] ?? receipt.state}</p>
${refusal}${notes.map((note) => html`<p class="note">${note}.</p>\n`)}<dl class="facts">
${filled.map(([label, value]) => html`<dt>${label[language]}</dt><dd>${value}</dd>\n`)}</dl>
${below}`,
  ).text
}
