import { hash } from 'node:crypto'

const LONGEST = 64

/** Whether SHA-256 over `token:proof` begins with so many bits 0: who sends it has tried 2^bits proofs on average (hashcash, Back 2002). */
export function proofHolds(token: string, proof: string, bits: number): boolean {
  return (
    proof.length > 0 &&
    proof.length <= LONGEST &&
    leadingZeros(hash('sha256', `${token}:${proof}`, 'buffer')) >= bits
  )
}

function leadingZeros(bytes: Buffer): number {
  for (const [i, byte] of bytes.entries()) if (byte !== 0) return i * 8 + Math.clz32(byte) - 24
  return bytes.length * 8
}
