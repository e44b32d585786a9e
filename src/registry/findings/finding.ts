import type { Finding } from '../refusal.ts'
import type { Neighbour } from './ports.ts'
import { RULES, type RuleName } from './rules.ts'

/** A finding of a rule of the table. */
export interface RuleFinding extends Finding {
  readonly rule: RuleName
  /** What it was found from: while none of it changes, it is the same finding. */
  readonly values: readonly (string | number | null | undefined)[]
  /** Codes of the communes whose queues it belongs to, where that is not the address's own alone. */
  readonly communes?: readonly string[]
  /** The addresses that may be the same one. */
  readonly others?: readonly Neighbour[]
}

/** A finding with the severity that the table gives its rule. */
export function finding(
  rule: RuleName,
  path: string,
  vi: string,
  en: string,
  more: Pick<RuleFinding, 'values'> & Partial<Pick<RuleFinding, 'repair' | 'communes' | 'others'>>,
): RuleFinding {
  return { rule, severity: RULES[rule], path, message: { vi, en }, ...more }
}

/** Longest value that a message quotes. */
const QUOTED = 60

/** A value as a message quotes it. */
export function quoted(value: unknown): string {
  const text = String(value)
  return `"${(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text).replace(/\p{C}/gu, '?')}"`
}
