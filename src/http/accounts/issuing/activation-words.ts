import type { Text } from '../../../errors.ts'

/** What the page of activation says. */
export const WORDS = {
  title: { vi: 'Kích hoạt tài khoản', en: 'Activate an account' },
  slip: { vi: 'Mã trên phiếu', en: 'Code on the slip' },
  goOn: { vi: 'Tiếp tục', en: 'Go on' },
  login: { vi: 'Tên đăng nhập', en: 'Name to log in with' },
  loginHint: { vi: '3–40 chữ a–z, số, dấu . _ -', en: '3 to 40 letters a to z, digits and . _ -' },
  password: { vi: 'Mật khẩu mới', en: 'New password' },
  passwordHint: {
    vi: 'Ít nhất 12 ký tự; vài từ không liên quan nhau là dễ nhớ.',
    en: 'At least 12 characters; some words that have nothing to do with each other are easy to remember.',
  },
  factor: { vi: 'Xác thực hai bước', en: 'Second factor' },
  scan: {
    vi: 'Mở ứng dụng mã xác thực trên điện thoại, quét hình này rồi nhập mã đang hiện.',
    en: 'Open the app for codes on your phone, scan this picture and enter the code that it shows.',
  },
  orType: { vi: 'Không quét được thì gõ khoá này:', en: 'Where it cannot be scanned, type this key:' },
  code: { vi: 'Mã 6 chữ số', en: 'The 6 digits' },
  activate: { vi: 'Kích hoạt', en: 'Activate' },
  done: { vi: 'Đã đặt mật khẩu', en: 'The password is set' },
  recovery: { vi: 'Mã dự phòng', en: 'Recovery codes' },
  keepCodes: {
    vi: 'Chép hoặc in và cất nơi an toàn: mỗi mã dùng một lần khi không có điện thoại. Trang này không hiện lại.',
    en: 'Write them down and keep them safe: each works once without the phone. They are not shown again.',
  },
  asleep: { vi: 'Còn một bước', en: 'One more step' },
  tellWord: {
    vi: 'Đọc từ này cho một người khác của cơ quan; người ấy mở tài khoản ở trang quản lý. Không gửi qua tin nhắn.',
    en: 'Read this word to another person of the office, who opens the account on the page of management. Do not send it.',
  },
  logIn: { vi: 'Đăng nhập', en: 'Log in' },
} as const satisfies Record<string, Text>
