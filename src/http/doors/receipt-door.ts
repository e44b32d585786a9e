import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { orRefused } from '../registry/refused.ts'
import { countedTry } from './strangers/counted-try.ts'
import type { StrangerGuard } from './strangers/stranger-guard.ts'

/** The number of a receipt in a path; what is none is unknown like any other. */
export const numberParams = Type.Object({ number: Type.String({ minLength: 1, maxLength: 100 }) })

const WRONG: ReadonlySet<string> = new Set(['unknown-receipt', 'unknown-certificate'])

/** What is done by showing the number of a receipt or a paper; a wrong one counts, and many of one address block must be worked for. */
export async function shownReceipt<T>(
  strangers: StrangerGuard,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
  strangers.letShow(request)
  const isWrong = (problem: unknown) => problem instanceof Problem && WRONG.has(problem.code)
  return countedTry(strangers.countTry(request), isWrong, () => orRefused(work()))
}
