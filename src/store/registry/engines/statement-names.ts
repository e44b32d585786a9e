import { hash } from 'node:crypto'

/** Statements that get a name; what is written with lists of any length has texts without end. */
const NAMED = 200
/**
 * No such prepared statement, one of this name is there, its columns are others now (PostgreSQL, "Error Codes"): a pooler in
 * transaction mode gives each transaction another session, or a migration has changed a table.
 */
const FORGOTTEN = new Set(['26000', '42P05', '0A000'])

/**
 * Names under which PostgreSQL keeps statements prepared, which spares it a third of the work of an edit. Where sessions do
 * not stay with us there are none.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  #kept = true

  /** The name of a statement, the same for the same text; undefined where it is to be sent without one. */
  nameOf(text: string): string | undefined {
    if (!this.#kept) return undefined
    let name = this.#names.get(text)
    if (name === undefined && this.#names.size < NAMED) {
      name = hash('sha256', text, 'hex').slice(0, 32)
      this.#names.set(text, name)
    }
    return name
  }

  /** Whether an error says that a named statement is not what it was; there are no names from then on. */
  areForgotten(error: unknown): boolean {
    const forgotten = FORGOTTEN.has(String((error as { code?: unknown } | undefined)?.code))
    if (forgotten) this.#kept = false
    return forgotten
  }
}
