import type { WriteEnd } from '../store/registry/registry-store.ts'
import { WaitsForAnother } from './proposals/proposal-draft.ts'
import { Refusal } from './refusal.ts'

/** Changes of one kind; all of it comes from a list of the program, nothing from a request. */
export interface ChangeCount {
  /** Of the event; of what waits the kind of its proposal; empty for what was refused. */
  readonly action: string
  /** State before and after; `none` where there is none, empty for what was refused. */
  readonly from: string
  readonly to: string
  /** `made`, `waits`, the code of a refusal, or `failed`. */
  readonly outcome: string
  readonly count: number
}

/** Counts what became of changes since the program started. */
export class ChangeTally {
  readonly #counts = new Map<string, ChangeCount>()

  /** Counts how a transaction of the record ended. */
  count({ events, error }: WriteEnd): void {
    for (const { action, from_status, to_status } of events)
      this.#add(action, from_status ?? 'none', to_status ?? 'none', 'made')
    if (error instanceof WaitsForAnother) {
      const { kind, subject, content } = error.draft
      const from = subject?.status ?? 'none'
      this.#add(kind, from, content.act === 'transition' ? content.to : from, 'waits')
    } else if (error instanceof Refusal) this.#add('', '', '', error.code)
    else if (error !== undefined) this.#add('', '', '', 'failed')
  }

  /** All counts. */
  get counts(): Iterable<ChangeCount> {
    return this.#counts.values()
  }

  #add(action: string, from: string, to: string, outcome: string): void {
    const key = [action, from, to, outcome].join(' ')
    const count = (this.#counts.get(key)?.count ?? 0) + 1
    this.#counts.set(key, { action, from, to, outcome, count })
  }
}
