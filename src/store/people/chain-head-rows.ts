import { timingSafeEqual } from 'node:crypto'
import type { Transaction } from 'kysely'
import { headMac } from '../../chains/head-mac.ts'
import type { ChainHead } from '../../chains/linked-event.ts'
import type { PeopleKey } from './people-key.ts'
import type { PeopleTables } from './people-tables.ts'

/** A copy of a head, and whether its MAC proves that this program copied it. */
export interface CopiedHead extends ChainHead {
  /** `unproven` without a key, or where it was copied without one. */
  readonly mac: 'right' | 'wrong' | 'unproven'
}

/** Purpose of the key under which heads are copied. */
const PURPOSE = 'chain heads'

/** Copies of the record's heads: a record that was cut or put back is behind them. */
export class ChainHeadRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #key: PeopleKey | undefined

  constructor(tx: Transaction<PeopleTables>, key: PeopleKey | undefined) {
    this.#tx = tx
    this.#key = key
  }

  /** Keeps heads, each unless one as late of its chain is kept; one without a mark gets it. */
  async keep(heads: readonly ChainHead[]): Promise<void> {
    const key = this.#key?.for(PURPOSE)
    // Beside copies under a key one without would look like a forgery; with the key they are made up for.
    if (key === undefined && (await this.#anyUnderKey())) return
    for (const { chain, number, hash, at } of heads) {
      const mac = key === undefined ? null : headMac({ chain, number, hash, at }, key)
      await this.#tx
        .insertInto('chain_head')
        .values({ chain, number, hash, at, mac })
        .onConflict((conflict) =>
          conflict
            .column('chain')
            .doUpdateSet({ number, hash, at, mac })
            .where((row) =>
              row.or([
                row('chain_head.number', '<', number),
                ...(mac === null
                  ? []
                  : [row.and([row('chain_head.number', '=', number), row('chain_head.mac', 'is', null)])]),
              ]),
            ),
        )
        .execute()
    }
  }

  async #anyUnderKey(): Promise<boolean> {
    const marked = this.#tx.selectFrom('chain_head').select('chain').where('mac', 'is not', null).limit(1)
    return (await marked.executeTakeFirst()) !== undefined
  }

  /** Forgets all, as of a record that was restored: a segment of its chains names what is forgotten. */
  async forget(): Promise<void> {
    await this.#tx.deleteFrom('chain_head').execute()
  }

  /** All that are kept, by chain. */
  async all(): Promise<CopiedHead[]> {
    const key = this.#key?.for(PURPOSE)
    const rows = await this.#tx.selectFrom('chain_head').selectAll().orderBy('chain').execute()
    return rows.map(({ mac, ...head }) => {
      if (key === undefined || mac === null) return { ...head, mac: 'unproven' }
      return { ...head, mac: sameMac(mac, headMac(head, key)) ? 'right' : 'wrong' }
    })
  }
}

function sameMac(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
