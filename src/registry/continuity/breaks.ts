import type { Text } from '../../errors.ts'

/** Where a history does not hold. */
export interface Break {
  /** Stable code of the rule. */
  readonly rule:
    | 'gap'
    | 'time'
    | 'link'
    | 'private'
    | 'head'
    | 'published-head'
    | 'copied-head'
    | 'head-mac'
    | 'version'
    | 'batch'
    | 'no-version'
    | 'no-event'
    | 'revision'
    | 'supplements'
    | 'hamlet'
  /** The entry: `CHAIN #NUMBER`, or `address ID`, `hamlet ID`, `street ID`. */
  readonly at: string
  readonly message: Text
}

/** Breaks told at most; a record that was rewritten has as many as rows. */
const MOST_BREAKS = 1000

/** What does not hold, in the order in which it was met. */
export class Breaks {
  readonly told: Break[] = []

  add(rule: Break['rule'], at: string, vi: string, en: string): void {
    if (this.told.length < MOST_BREAKS) this.told.push({ rule, at, message: { vi, en } })
  }
}
