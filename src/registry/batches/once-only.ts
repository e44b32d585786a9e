import type { Finding } from '../refusal.ts'
import type { BatchDraft } from './batch-content.ts'

/** A row about an address that an earlier line is about is refused. */
export function onceOnly(draft: BatchDraft, seen: Map<string, number>): BatchDraft {
  const { uid, line, findings } = draft
  if (uid === '') return draft
  const first = seen.get(uid)
  if (first === undefined) {
    seen.set(uid, line)
    return draft
  }
  if (findings.some(({ rule }) => rule === 'row-twice')) return draft
  return { ...draft, findings: [...findings, twice(first)] }
}

function twice(first: number): Finding {
  const vi = `Địa chỉ này đã có ở dòng ${first}.`
  const en = `This address stands in line ${first} already.`
  return { rule: 'row-twice', severity: 'error', path: 'id', message: { vi, en } }
}
