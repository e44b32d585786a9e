import { hash } from 'node:crypto'

/** Names of this project's UUIDs of version 5 (RFC 9562 §5.5): a random namespace, fixed for ever. */
const NAMESPACE = Buffer.from('6f6e1d2a8c5b4f7e9a3d0b1c2d3e4f50', 'hex')
/** Decimals of degrees in a key, about a metre. */
const DECIMALS = 5

/** A UUID (version 5) made from what tells a row from all others; the same parts always give the same UUID. */
export function uuidOf(...parts: readonly (string | number | null | undefined)[]): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(parts.map(part).join('\u001f'))]), 'hex')
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function part(value: string | number | null | undefined): string {
  if (typeof value === 'number') return value.toFixed(DECIMALS)
  return value?.toLowerCase() ?? ''
}
