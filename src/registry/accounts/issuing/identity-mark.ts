import { createHmac, type KeyObject } from 'node:crypto'
import { Refusal } from '../../refusal.ts'

/** Purpose of the key of {@link identityMark}. */
export const IDENTITY_KEY = 'identity'

/** Number of a citizen's identity card (Law 26/2023/QH15, Article 12): twelve digits. */
const NUMBER = /^\d{12}$/

/** An identity number as it is compared: its digits alone. */
export function identityNumber(text: string): string | undefined {
  const digits = text.replace(/[\s.]/g, '')
  return NUMBER.test(digits) ? digits : undefined
}

/** What is kept of an identity number: HMAC-SHA-256, hexadecimal. Throws {@link Refusal} `people-key` without a key. */
export function identityMark(key: KeyObject | undefined, number: string): string {
  if (key !== undefined) return createHmac('sha256', key).update(number).digest('hex')
  throw new Refusal('people-key', {
    vi: 'Máy chủ chạy không có PEOPLE_KEY nên chưa ghi nhận được giấy tờ tuỳ thân: chưa cấp được tài khoản.',
    en: 'The server runs without PEOPLE_KEY, so identity checks cannot be kept: no accounts are issued.',
  })
}
