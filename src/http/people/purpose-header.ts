import type { FastifyRequest } from 'fastify'
import { refuse } from '../../errors.ts'
import type { Purpose } from '../../registry/people/contacts.ts'
import { ITEM_KINDS, type ItemKind } from '../../registry/people/open-items.ts'

/** `item KIND:ID`, or `reason WORDS`, percent-encoded as headers hold no letters of Vietnamese. */
const ITEM = /^item ([a-z-]{1,40}):([\w-]{1,100})$/
const REASON = /^reason (.{1,3000})$/
const [SHORTEST, LONGEST] = [10, 500]

/** Why somebody looks at contacts; undefined without the header. Throws {@link Problem} for one that says nothing. */
export function purposeOf({ headers }: FastifyRequest): Purpose | undefined {
  const text = headers.purpose
  if (text === undefined) return undefined
  const [, kind, id] = ITEM.exec(String(text)) ?? []
  if (kind !== undefined && id !== undefined && (ITEM_KINDS as readonly string[]).includes(kind))
    return { item: { kind: kind as ItemKind, id } }
  const reason = decoded(REASON.exec(String(text))?.[1])
  if (reason !== undefined && reason.length >= SHORTEST && reason.length <= LONGEST) return { reason }
  throw refuse(
    'Purpose',
    'purpose',
    `Purpose là "item KIND:ID" (KIND: ${ITEM_KINDS.join(', ')}) hoặc "reason LÝ DO", ${SHORTEST} đến ${LONGEST} ký tự, mã hoá phần trăm.`,
    `Purpose is "item KIND:ID" (KIND: ${ITEM_KINDS.join(', ')}) or "reason WORDS" of ${SHORTEST} to ${LONGEST} characters, percent-encoded.`,
  )
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text).trim()
  } catch {
    return undefined
  }
}
