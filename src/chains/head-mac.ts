import { createHmac, type KeyObject } from 'node:crypto'
import type { ChainHead } from './linked-event.ts'

const FORM = 'diachiso-head-1'

/** HMAC-SHA-256 of a head, 64 hexadecimal digits: who has no key makes none for a chain that was cut. */
export function headMac({ chain, number, hash, at }: ChainHead, key: KeyObject): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([FORM, chain, number, hash, at]))
    .digest('hex')
}
