import type { SaltedColumn } from '../../chains/version-hash.ts'
import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import { carries, withoutCarried } from './carried-text.ts'

/** A proposal's texts without what goes: the fields themselves, and whatever carries their values. */
export function redactedProposal(
  { changes, text, reason, settle_text }: Pick<StoredProposal, 'changes' | 'text' | 'reason' | 'settle_text'>,
  fields: readonly SaltedColumn[],
  values: readonly string[],
) {
  const left = (words: string | null) => (words !== null && carries(words, values) ? null : words)
  return {
    changes: redactedJson(changes, fields, values) as string,
    text: left(text),
    reason: left(reason),
    settle_text: left(settle_text),
  }
}

/** What is kept of a batch's row without what goes, likewise. */
export function redactedRow(
  { content, findings, proposed }: Pick<StoredBatchRow, 'content' | 'findings' | 'proposed'>,
  fields: readonly SaltedColumn[],
  values: readonly string[],
) {
  const left = (json: string | null) => redactedJson(json, fields, values)
  return { content: left(content), findings: left(findings), proposed: left(proposed) }
}

/** The texts within a text that is JSON, as `attributes` are; none within any other. */
export function textsWithin(text: string): string[] {
  const json = jsonOf(text)
  if (json === null || typeof json !== 'object') return []
  return Object.values(json).flatMap((each): string[] =>
    typeof each === 'string' ? [each] : textsWithin(JSON.stringify(each)),
  )
}

/** What a text says as JSON; null for one that is none. */
export function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

function redactedJson(
  text: string | null,
  fields: readonly SaltedColumn[],
  values: readonly string[],
): string | null {
  if (text === null) return null
  return JSON.stringify(withoutCarried(withoutFields(jsonOf(text), fields), values))
}

function withoutFields(json: unknown, fields: readonly SaltedColumn[]): unknown {
  if (Array.isArray(json)) return json.map((each) => withoutFields(each, fields))
  if (json === null || typeof json !== 'object') return json
  const kept = Object.entries(json).map(([key, each]) => [
    key,
    (fields as readonly string[]).includes(key) ? emptied(each) : withoutFields(each, fields),
  ])
  return Object.fromEntries(kept)
}

/** A field's value, or the values before and after, without what they say. */
function emptied(value: unknown): unknown {
  return Array.isArray(value) ? value.map(emptied) : null
}
