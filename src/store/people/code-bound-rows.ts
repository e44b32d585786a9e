import { sql, type Transaction } from 'kysely'
import type { PeopleTables } from './people-tables.ts'

/** How far numbers of codes may have been issued, by the key that the codes are made with. */
export class CodeBoundRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Raises the bound of a key to at least `bound`; returns what it is then. */
  async raise(codeKey: string, bound: number): Promise<number> {
    const row = await this.#tx
      .insertInto('code_bound')
      .values({ code_key: codeKey, bound })
      .onConflict((conflict) =>
        conflict.column('code_key').doUpdateSet({
          bound: sql<number>`CASE WHEN code_bound.bound < ${bound} THEN ${bound} ELSE code_bound.bound END`,
        }),
      )
      .returning('bound')
      .executeTakeFirstOrThrow()
    return row.bound
  }
}
