import { isLasting } from '../../chains/chain-name.ts'
import type { ChainHead } from '../../chains/linked-event.ts'
import type { CopiedHead } from '../../store/people/chain-head-rows.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'

/**
 * Copies of the record's heads in `people.db`. A copy is replaced only by a head of the same history: a record of yesterday
 * that was put in place by hand, or one that was cut, leaves the copy that tells it.
 */
export class HeadCopies {
  readonly #store: RegistryStore
  readonly #people: PeopleStore

  constructor(store: RegistryStore, people: PeopleStore) {
    this.#store = store
    this.#people = people
  }

  /** Those of some heads whose chain holds what is copied of it. */
  async following(heads: readonly ChainHead[]): Promise<readonly ChainHead[]> {
    const strange = new Set((await this.strange(heads.map(({ chain }) => chain))).map(({ chain }) => chain))
    return heads.filter(({ chain }) => isLasting(chain) && !strange.has(chain))
  }

  /**
   * Copies that are no entry of the record: it was put back or cut since.
   *
   * @param chains all where none are named
   */
  async strange(chains?: readonly string[]): Promise<CopiedHead[]> {
    const asked = chains && new Set(chains)
    const copied = await this.#people.read(({ heads }) => heads.all())
    const known = copied.filter(({ chain }) => asked?.has(chain) ?? true)
    if (known.length === 0) return []
    return this.#store.read(async (tx) => {
      const strange: CopiedHead[] = []
      for (const head of known) if (!(await holds(tx, head))) strange.push(head)
      return strange
    })
  }

  /**
   * Copies the heads of all chains that have grown; when there is a key for the first time all of them, as one without a mark
   * beside others would be told as forged.
   */
  async copy(): Promise<void> {
    const [copied, heads] = await Promise.all([
      this.#people.read(({ heads }) => heads.all()),
      this.#store.read(({ chains }) => chains.heads()),
    ])
    const before = new Map(copied.map(({ chain, number }) => [chain, number]))
    const unmarked = this.#people.keyState === 'right' && copied.every(({ mac }) => mac === 'unproven')
    const wanted = heads.filter(({ chain, number }) => {
      const known = before.get(chain) ?? 0
      return number > known || (unmarked && number === known)
    })
    const grown = await this.following(wanted)
    if (grown.length > 0) await this.#people.write(({ heads }) => heads.keep(grown))
  }
}

async function holds({ chains }: RegistryTransaction, { chain, number, hash }: ChainHead): Promise<boolean> {
  return (await chains.byNumber(chain, number))?.hash === hash
}
