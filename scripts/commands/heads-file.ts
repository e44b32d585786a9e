import { readFileSync } from 'node:fs'
import type { ChainHead } from '../../src/chains/linked-event.ts'

/** A file of heads that is none. */
export class HeadsError extends Error {}

/**
 * The heads of a file, as `GET /v1/events/heads` answers them or a backup's manifest has them; throws {@link HeadsError}
 * that names what is wrong with it.
 */
export function readHeads(file: string): ChainHead[] {
  const refuse = (why: string) =>
    new HeadsError(
      `${file}: không phải đầu chuỗi mà /v1/events/heads trả lời. · ${file}: these are no heads that /v1/events/heads answers: ${why}.`,
    )
  let heads: unknown
  try {
    heads = (JSON.parse(readFileSync(file, 'utf8')) as { heads?: unknown } | null)?.heads
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(error.message)
    throw error
  }
  if (!Array.isArray(heads)) throw refuse('heads is no list')
  return heads.map((head: Partial<ChainHead> | null, i) => {
    const { chain, number, hash, at = '' } = head ?? {}
    if (typeof chain !== 'string' || !Number.isSafeInteger(number) || !/^[0-9a-f]{64}$/.test(hash ?? ''))
      throw refuse(`heads[${i}] needs chain, number and hash`)
    return { chain, number: number as number, hash: hash as string, at: String(at) }
  })
}
