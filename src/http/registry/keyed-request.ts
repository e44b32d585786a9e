import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../../errors.ts'
import type { KeyedRequest } from '../../registry/requests.ts'

/**
 * What `Idempotency-Key` makes of a request (draft-ietf-httpapi-idempotency-key-header): sent again under the same key it is
 * answered, not done again. Undefined without the header; throws {@link Problem} for a key that is none.
 */
export function keyedRequest({
  headers,
  method,
  url,
  body,
}: Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'body'>): KeyedRequest | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,100}$/.test(key))
    return { key, request: hash('sha256', JSON.stringify([method, url, headers['if-match'], body]), 'hex') }
  throw refuse(
    'Idempotency-Key',
    'key',
    'Idempotency-Key gồm 1 đến 100 ký tự ASCII, không có khoảng trắng.',
    'Idempotency-Key has 1 to 100 characters of ASCII, without spaces.',
  )
}
