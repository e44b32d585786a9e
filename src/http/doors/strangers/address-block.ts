import { isIPv6 } from 'node:net'

/** Groups of an IPv6 address that one customer has, 56 bits, in hexadecimal digits. */
const DIGITS = 14

/**
 * The block that an address lies in, /24 of IPv4 or /56 of IPv6: what one network gives to a household or a mast. An address
 * of IPv4 written as one of IPv6 is that of IPv4.
 */
export function addressBlock(address: string): string {
  const mapped = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)
  if (mapped) return `${mapped[1]}.0/24`
  const plain = address.split('%', 1)[0] as string
  return isIPv6(plain) ? `${expanded(plain).slice(0, DIGITS)}/56` : address
}

/** The 32 digits of an IPv6 address (RFC 4291 §2.2). */
function expanded(address: string): string {
  const last = address.lastIndexOf(':') + 1
  const [left = '', right] = (address.includes('.') ? `${address.slice(0, last)}0:0` : address).split('::')
  const before = left === '' ? [] : left.split(':')
  const after = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0').toLowerCase()).join('')
}
