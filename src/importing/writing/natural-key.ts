import { hash } from 'node:crypto'

/** Names of this project's UUIDs of version 5 (RFC 9562 §5.5): a random namespace, fixed for ever. */
const NAMESPACE = Buffer.from('6f6e1d2a8c5b4f7e9a3d0b1c2d3e4f50', 'hex')
/** Decimals of degrees in a key, about a metre. */
const DECIMALS = 5
const SCALE = 10 ** DECIMALS

/** A UUID (version 5) made from what identifies a row; the same parts always give the same UUID. */
export function uuidOf(...parts: readonly (string | number | null | undefined)[]): string {
  let name = ''
  for (let i = 0; i < parts.length; i++) name += i === 0 ? part(parts[i]) : `\u001f${part(parts[i])}`
  const bytes = Buffer.allocUnsafe(NAMESPACE.length + name.length * 3)
  const end = NAMESPACE.copy(bytes) + bytes.write(name, NAMESPACE.length)
  const hex = hash('sha1', bytes.subarray(0, end), 'hex')
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function part(value: string | number | null | undefined): string {
  if (typeof value === 'number') return fixed(value)
  return value?.toLowerCase() ?? ''
}

/** As `toFixed(DECIMALS)`, which takes long because it is exact: only near a half does that matter. */
function fixed(value: number): string {
  const scaled = value * SCALE
  const whole = Math.floor(scaled)
  const rest = scaled - whole
  if (!(value > 0 && value < 1000) || Math.abs(rest - 0.5) < 1e-6) return value.toFixed(DECIMALS)
  const digits = String(rest < 0.5 ? whole : whole + 1)
  return digits.length <= DECIMALS
    ? value.toFixed(DECIMALS)
    : `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`
}
