import { DEMO_LOGINS } from '../../registry/accounts/login/demo-accounts.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { accountRoom } from './account-room.ts'
import { type AnnouncementParts, administratorSentence } from './announce-administrator.ts'

/** What a start says of accounts, once the server listens. */
export async function accountSentences(
  people: PeopleStore,
  {
    administrators,
    demoAccounts,
    demoAccess,
  }: Pick<ReturnType<typeof accountRoom>, 'administrators' | 'demoAccounts' | 'demoAccess'>,
  say: Pick<AnnouncementParts, 'isTerminal' | 'ownUrl'>,
): Promise<readonly string[]> {
  const hasKey = people.keyFor('identity') !== undefined
  const administrator = await administratorSentence({ administrators, ...say, hasKey })
  const password = await demoAccounts.renew(demoAccess.offered)
  return [administrator, password && demoSentence(say.ownUrl(), password)].filter(
    (sentence) => sentence !== undefined,
  )
}

/** Where and how accounts of the demonstration log in. */
function demoSentence(url: string, password: string): string {
  const logins = [...DEMO_LOGINS.keys()].join(', ')
  return (
    `Tài khoản minh hoạ, không có xác thực hai bước · Demonstration accounts, without a second factor: ${logins}\n` +
    `  mật khẩu lần chạy này · password of this run: ${password}  ${url}/dang-nhap`
  )
}
