import { type ErrorCode, Problem } from '../../errors.ts'
import { Refusal, type RefusalCode } from '../../registry/refusal.ts'
import { findingJson } from './finding-json.ts'

/** Refusals whose code is not that of the catalogue. */
const CODES: Readonly<Partial<Record<RefusalCode, ErrorCode>>> = { 'not-your-role': 'forbidden' }

/** Seconds after which what was too much at once may be tried again. */
const RETRY_AFTER: Readonly<Partial<Record<RefusalCode, number>>> = { 'login-busy': 3, 'photos-busy': 5 }

/** What a change answers; a refused one becomes a problem with its findings and versions. */
export async function orRefused<T>(change: Promise<T>): Promise<T> {
  try {
    return await change
  } catch (error) {
    throw error instanceof Refusal ? refusalProblem(error) : error
  }
}

/** A refusal as a problem of the catalogue. */
export function refusalProblem({ code, detail, more }: Refusal): Problem {
  const { findings, versions, left, approval } = more
  const retryAfter = RETRY_AFTER[code]
  return new Problem(CODES[code] ?? (code as ErrorCode), {
    detail,
    ...(retryAfter && { headers: { 'retry-after': String(retryAfter) } }),
    members: (language) => ({
      ...(findings && {
        findings: findings.map((each) => findingJson(each, language)),
      }),
      ...(versions && { versions }),
      ...(left && { left }),
      ...(approval && { approval }),
    }),
  })
}
