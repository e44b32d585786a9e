import type { Finding } from '../refusal.ts'

/** What a batch tells of a row beside the rules of findings, with its severity. */
export const BATCH_RULES = {
  'changed-since': 'error',
  'address-there': 'error',
  'address-gone': 'error',
  'state-not-open': 'error',
  'not-in-area': 'error',
  'unknown-code': 'error',
  'other-code': 'error',
  'ambiguous-match': 'error',
  'newer-kept': 'info',
  'state-not-taken': 'info',
} as const satisfies Record<string, Finding['severity']>

export type BatchRule = keyof typeof BATCH_RULES

/** A finding of a batch's own rules. */
export function batchFinding(rule: BatchRule, path: string, vi: string, en: string): Finding {
  return { rule, severity: BATCH_RULES[rule], path, message: { vi, en } }
}
