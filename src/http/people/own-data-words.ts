import type { Text } from '../../errors.ts'
import type { ChannelKind } from '../../registry/people/contact-draft.ts'
import type { RequestKind } from '../../store/people/requests/person-request-tables.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What the page of one's own data says. */
export const WORDS = {
  title: text('Dữ liệu cá nhân của tôi', 'My personal data'),
  lead: text(
    'Ai cũng được xem, sửa, rút đồng ý, xoá dữ liệu của mình. Không cần tài khoản; cán bộ xã, phường trả lời trong hạn của luật.',
    'Everybody may see, correct and delete data about themselves and withdraw consent. No account needed; the commune answers in time.',
  ),
  receipt: text('Tôi còn biên nhận khai báo', 'I have the receipt of a declaration'),
  receiptText: text(
    'Xoá liên hệ đã gửi kèm ngay tại đó, không phải chờ ai:',
    'What was sent along to reach you is deleted there at once:',
  ),
  open: text('Mở biên nhận', 'Open the receipt'),
  address: text('Địa chỉ sai?', 'Is the address wrong?'),
  addressText: text(
    'Số nhà, tên đường, vị trí không phải dữ liệu cá nhân: mở trang của địa chỉ và bấm “Đề nghị sửa địa chỉ này”.',
    'Number, street and place are no personal data: open the page of the address and propose a correction.',
  ),
  send: text('Gửi yêu cầu', 'Send a request'),
  what: text('Tôi muốn', 'I want to'),
  about: text('Về địa chỉ nào', 'About which address'),
  aboutHint: text(
    'Mã địa chỉ số (L…) hoặc id trên trang của địa chỉ.',
    'Its code (L…) or the id on its page.',
  ),
  name: text('Họ và tên', 'Name'),
  channel: text('Trả lời tôi qua', 'Answer me by'),
  value: text('Số điện thoại, hộp thư hoặc nơi nhận thư', 'Number, mail address or where letters reach you'),
  text: text('Nói rõ hơn (không bắt buộc)', 'Say more (not needed)'),
  proof: text(
    'Cán bộ sẽ đối chiếu bạn là ai trước khi đưa dữ liệu. Yêu cầu được niêm phong, chỉ cán bộ có việc mới mở và mỗi lần mở đều bị ghi lại.',
    'The office checks who you are before it hands anything out. The request is sealed; only an officer who needs it opens it, and each time is noted.',
  ),
  go: text('Gửi yêu cầu', 'Send the request'),
  notSent: text('Chưa gửi được', 'It was not sent'),
} as const

/** What a person may ask for, in the order of the form. */
export const KINDS: Readonly<Record<RequestKind, Text>> = {
  see: text('xem dữ liệu về tôi, và ai đã xem', 'see data about me, and who has looked at it'),
  correct: text('sửa dữ liệu về tôi', 'have data about me corrected'),
  withdraw: text('rút lại sự đồng ý', 'withdraw a consent'),
  delete: text('xoá dữ liệu về tôi', 'have data about me deleted'),
  restrict: text('hạn chế việc sử dụng', 'have its use restricted'),
  object: text('phản đối việc sử dụng', 'object to its use'),
}

/** Ways in which an answer goes. */
export const CHANNELS: Readonly<Record<ChannelKind, Text>> = {
  phone: text('điện thoại', 'telephone'),
  zalo: text('Zalo', 'Zalo'),
  mail: text('thư điện tử', 'mail'),
  post: text('thư giấy', 'letter'),
}
