import type { FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../errors.ts'

/** A tag as clients send it back: a proxy may have made it weak, and an answer in a coding has the coding's name behind it. */
const TAG = /^(?:W\/)?"?(\w{1,64}?)(?:-(?:gzip|br))?"?$/

/**
 * The tag that `If-Match` names, without its marks and without the coding of the answer that it came with; undefined for another form. Throws
 * {@link Problem} 428 without one.
 */
export function matchedTag({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const header = headers['if-match']
  if (header === undefined) throw new Problem('precondition-required')
  return TAG.exec(header.trim())?.[1]
}

/** The revision that `If-Match` names: `"3"`, or 3 without the marks. Throws {@link Problem} 428 without one, 400 for another form. */
export function revisionOf({ headers }: Pick<FastifyRequest, 'headers'>): number {
  const tag = matchedTag({ headers })
  if (tag !== undefined && /^\d{1,9}$/.test(tag)) return Number(tag)
  const header = headers['if-match']?.slice(0, 80)
  throw refuse(
    'If-Match',
    'revision',
    `If-Match "${header}" không phải số lần sửa của địa chỉ, như "3".`,
    `If-Match "${header}" is not the revision of the address, as "3".`,
  )
}
