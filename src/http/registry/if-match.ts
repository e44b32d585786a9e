import type { FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../errors.ts'

/** The revision that `If-Match` names: `"3"`, or 3 without the marks. Throws {@link Problem} 428 without one, 400 for another form. */
export function revisionOf({ headers }: Pick<FastifyRequest, 'headers'>): number {
  const header = headers['if-match']
  if (header === undefined) throw new Problem('precondition-required')
  const revision = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1]
  if (revision !== undefined) return Number(revision)
  throw refuse(
    'If-Match',
    'revision',
    `If-Match "${header}" không phải số lần sửa của địa chỉ, như "3".`,
    `If-Match "${header}" is not the revision of the address, as "3".`,
  )
}
