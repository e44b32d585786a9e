import type { Text } from '../../errors.ts'

/** What is said wherever somebody sets or shows what an account is guarded by. */
export const CREDENTIAL_WORDS = {
  factor: { vi: 'Xác thực hai bước', en: 'Second factor' },
  scan: {
    vi: 'Mở ứng dụng mã xác thực trên điện thoại, quét hình này rồi nhập mã đang hiện.',
    en: 'Open the app for codes on your phone, scan this picture and enter the code that it shows.',
  },
  orType: { vi: 'Không quét được thì gõ khoá này:', en: 'Where it cannot be scanned, type this key:' },
  recovery: { vi: 'Mã dự phòng', en: 'Recovery codes' },
  keepCodes: {
    vi: 'Chép hoặc in và cất nơi an toàn: mỗi mã dùng một lần khi không có điện thoại. Trang này không hiện lại.',
    en: 'Write them down and keep them safe: each works once without the phone. They are not shown again.',
  },
  logIn: { vi: 'Đăng nhập', en: 'Log in' },
  login: { vi: 'Tên đăng nhập', en: 'Name to log in with' },
} as const satisfies Record<string, Text>
