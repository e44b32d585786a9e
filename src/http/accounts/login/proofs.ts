import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import { Refusal } from '../../../registry/refusal.ts'
import { countedTry } from '../../doors/strangers/counted-try.ts'
import type { LoginLimits } from './login-limits.ts'

/** What the holder shows once more before he changes what guards the account. */
export const ProofFields = {
  password: Type.String({ description: 'the password of now' }),
  code: Type.Optional(Type.String({ maxLength: 40, description: 'where there is a second factor' })),
}

/**
 * Does what needs the password once more, as often as a person mistypes it. Who has stolen a session guesses no faster. Throws
 * {@link Problem} `too-many-requests`.
 */
export async function withProof<T>(
  limits: LoginLimits,
  { account }: Pick<LiveSession, 'account'>,
  work: () => Promise<T>,
): Promise<T> {
  if (!limits.mayProve(account))
    throw new Problem('too-many-requests', {
      headers: { 'retry-after': '60' },
      detail: {
        vi: 'Đã nhập sai nhiều lần: hãy đợi một phút.',
        en: 'It was entered wrongly many times: wait a minute.',
      },
    })
  const isWrong = (error: unknown) =>
    error instanceof Refusal && (error.code === 'wrong-login' || error.code === 'wrong-code')
  return countedTry(limits.countProof(account), isWrong, work)
}
