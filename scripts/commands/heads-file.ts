import { readFileSync } from 'node:fs'
import type { ChainHead } from '../../src/chains/linked-event.ts'
import type { AuditHead } from '../../src/registry/accounts/audit.ts'

/** A file of heads that is none. */
export class HeadsError extends Error {}

/** Heads that were published: of chains, and of the audit where the file has one. */
export interface PublishedHeads {
  readonly heads: readonly ChainHead[]
  readonly audit: AuditHead | undefined
}

/**
 * The heads of a file, as `GET /v1/events/heads` answers them or a backup's manifest has them; throws {@link HeadsError}
 * that names what is wrong with it.
 */
export function readHeads(file: string): PublishedHeads {
  const refuse = (why: string) =>
    new HeadsError(
      `${file}: không phải đầu chuỗi mà /v1/events/heads trả lời. · ${file}: these are no heads that /v1/events/heads answers: ${why}.`,
    )
  let text: { heads?: unknown; audit?: Partial<AuditHead> | null } | null
  try {
    text = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(error.message)
    throw error
  }
  const { heads, audit } = text ?? {}
  if (audit != null && !isHead(audit)) throw refuse('audit needs number and hash')
  if (!Array.isArray(heads)) throw refuse('heads is no list')
  const read = heads.map((head: Partial<ChainHead> | null) => {
    const { chain, at = '' } = head ?? {}
    if (typeof chain !== 'string' || !isHead(head)) throw refuse('each of heads needs chain, number and hash')
    return { chain, number: head.number, hash: head.hash, at: String(at) }
  })
  return { heads: read, audit: audit ?? undefined }
}

function isHead<Head extends Partial<AuditHead>>(head: Head | null | undefined): head is Head & AuditHead {
  return Number.isSafeInteger(head?.number) && /^[0-9a-f]{64}$/.test(head?.hash ?? '')
}
