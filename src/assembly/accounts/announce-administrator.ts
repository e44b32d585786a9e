import { activationUrl } from '../../http/accounts/slips/activation-url.ts'
import { type Administrators, ENOUGH_ADMINISTRATORS } from '../../registry/accounts/issuing/administrators.ts'

export interface AnnouncementParts {
  readonly administrators: Pick<Administrators, 'need' | 'count' | 'link'>
  /** Whether somebody reads on a terminal what is said; a log would keep the link. */
  readonly isTerminal: boolean
  /** Whether second factors and identities can be kept. */
  readonly hasKey: boolean
  readonly ownUrl: () => string
}

/** What a start says of administrators: a link for the first one, why there is none, or that they are too few; nothing where all is well. */
export async function administratorSentence({
  administrators,
  isTerminal,
  hasKey,
  ownUrl,
}: AnnouncementParts): Promise<string | undefined> {
  const need = await administrators.need()
  if (need === 'lost')
    return (
      'Sổ địa chỉ có dấu vết tài khoản nhưng people.db không còn quản trị viên: hãy khôi phục people.db từ bản sao lưu, hoặc npm run admin -- --reset. · ' +
      'The record knows of accounts but people.db has no administrator: restore people.db from a backup, or npm run admin -- --reset.'
    )
  if (need === 'none') {
    const count = await administrators.count()
    if (count >= ENOUGH_ADMINISTRATORS) return undefined
    return (
      `Cảnh báo: chỉ có ${count} quản trị viên; cần ít nhất ${ENOUGH_ADMINISTRATORS} để không ai phải tự mở cho mình. · ` +
      `Warning: there is ${count} administrator; at least ${ENOUGH_ADMINISTRATORS} are needed, or nobody opens for another.`
    )
  }
  if (!hasKey)
    return (
      'Chưa có quản trị viên; hãy đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE rồi khởi động lại để tạo. · ' +
      'There is no administrator yet; set PEOPLE_KEY or PEOPLE_KEY_FILE and start again to make one.'
    )
  if (!isTerminal)
    return 'Chưa có quản trị viên: chạy npm run admin để lấy liên kết. · There is no administrator yet: npm run admin makes a link.'
  return linkSentence(activationUrl(ownUrl(), await administrators.link()))
}

/** A link as it is told to who runs the server. */
export function linkSentence(url: string): string {
  return `Liên kết tạo quản trị viên, dùng một lần trong một giờ · Link for an administrator, for one use within an hour:\n  ${url}`
}
