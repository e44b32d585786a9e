import type { Text } from '../../../errors.ts'
import { CREDENTIAL_WORDS } from '../credential-words.ts'

/** What the page of activation says. */
export const WORDS = {
  ...CREDENTIAL_WORDS,
  title: { vi: 'Kích hoạt tài khoản', en: 'Activate an account' },
  slip: { vi: 'Mã trên phiếu', en: 'Code on the slip' },
  goOn: { vi: 'Tiếp tục', en: 'Go on' },
  loginHint: { vi: '3–40 chữ a–z, số, dấu . _ -', en: '3 to 40 letters a to z, digits and . _ -' },
  password: { vi: 'Mật khẩu mới', en: 'New password' },
  passwordHint: {
    vi: 'Ít nhất 12 ký tự; vài từ không liên quan nhau là dễ nhớ.',
    en: 'At least 12 characters; some words that have nothing to do with each other are easy to remember.',
  },
  code: { vi: 'Mã 6 chữ số', en: 'The 6 digits' },
  activate: { vi: 'Kích hoạt', en: 'Activate' },
  done: { vi: 'Đã đặt mật khẩu', en: 'The password is set' },
  asleep: { vi: 'Còn một bước', en: 'One more step' },
  tellWord: {
    vi: 'Đọc từ này cho một người khác của cơ quan; người ấy mở tài khoản ở trang quản lý. Không gửi qua tin nhắn.',
    en: 'Read this word to another person of the office, who opens the account on the page of management. Do not send it.',
  },
} as const satisfies Record<string, Text>
