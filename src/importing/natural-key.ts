import { createHash } from 'node:crypto'

/** Names of this project's UUIDs of version 5 (RFC 9562 §5.5): a random namespace, fixed for ever. */
const NAMESPACE = Buffer.from('6f6e1d2a8c5b4f7e9a3d0b1c2d3e4f50', 'hex')
/** Decimals of degrees in a key, about a metre. */
const DECIMALS = 5

/** A UUID (version 5) made from what tells a row from all others; the same parts always give the same UUID. */
export function uuidOf(...parts: readonly (string | number | null | undefined)[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(parts.map(part).join('\u001f')).digest()
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function part(value: string | number | null | undefined): string {
  if (typeof value === 'number') return value.toFixed(DECIMALS)
  return value?.toLowerCase() ?? ''
}
