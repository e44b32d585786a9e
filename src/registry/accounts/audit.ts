import { type AuditContent, auditHash } from '../../chains/audit-hash.ts'
import { CHAIN_START } from '../../chains/event-hash.ts'
import type { AuditNote, AuditQuery } from '../../store/people/audit/audit-rows.ts'
import type { AuditTable } from '../../store/people/audit/audit-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import { mustHaveRole } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'

/** Entries that are proven together. */
const PAGE = 1000

/** An entry that does not hold, and why. */
export interface AuditBreak {
  readonly number: number
  readonly why: 'hash' | 'gap' | 'time' | 'head' | 'published'
}

/** The last entry of the audit, as it is published: it tells nothing of what anybody did. */
export type AuditHead = Pick<AuditTable, 'number' | 'hash'>

/** Notes what an actor has done, in the transaction in which it is done. */
export function noteOf(tx: PeopleTransaction, actor: Actor | undefined, note: AuditNote, now: Date) {
  const { account = null, person = null, office = null } = actor ?? {}
  return tx.audit.add({ account, person, office, ...note }, now)
}

/** Notes an act that is done in the record: before it ends, so that none is kept that is not noted. */
export type NoteAct = (actor: Actor, note: AuditNote, now: Date) => Promise<void>

/** {@link NoteAct} into what is kept beside the record. */
export function noteBeside(people: PeopleStore): NoteAct {
  return async (actor, note, now) => {
    await people.write((tx) => noteOf(tx, actor, note, now))
  }
}

/** What accounts did and what was done to them, for auditors. It is apart from the log, and a chain. */
export class Audit {
  readonly #people: PeopleStore

  constructor(people: PeopleStore) {
    this.#people = people
  }

  /** The newest entries first. Throws {@link Refusal} `not-your-role`. */
  async list(actor: Actor, query: AuditQuery): Promise<readonly AuditTable[]> {
    mustHaveRole(actor, ['auditor'], 'audit')
    return this.#people.read(({ audit }) => audit.list(query))
  }

  /** Number and hash of the last entry, for anybody to keep. */
  async head(): Promise<AuditHead> {
    const { number, hash } = await this.#people.read(({ audit }) => audit.head())
    return { number, hash }
  }

  /**
   * The first entry that does not follow from the one before; undefined where all do.
   *
   * @param published a head of an earlier day, which must be among the entries
   */
  async firstBreak(published?: AuditHead): Promise<AuditBreak | undefined> {
    let [number, hash, at] = [0, CHAIN_START, '']
    for (;;) {
      const page = await this.#people.read(({ audit }) => audit.after(number, PAGE))
      for (const entry of page) {
        const why = breakOf(entry, { number, hash, at })
        if (why) return { number: number + 1, why }
        if (entry.number === published?.number && entry.hash !== published.hash)
          return { number: entry.number, why: 'published' }
        ;({ number, hash, at } = entry)
      }
      if (page.length < PAGE) break
    }
    if (published !== undefined && published.number > number)
      return { number: published.number, why: 'published' }
    return this.#people.read(async ({ audit }) => {
      const head = await audit.head()
      // What was added since the last page is proven next time, if it is there.
      const newer = head.number > number && (await audit.after(number, 1)).length > 0
      return newer || (head.number === number && head.hash === hash) ? undefined : { number, why: 'head' }
    })
  }
}

function breakOf(
  entry: AuditTable,
  { number, hash, at }: Pick<AuditContent, 'number' | 'at'> & { hash: string },
): AuditBreak['why'] | undefined {
  if (entry.number !== number + 1) return 'gap'
  if (entry.hash !== auditHash(hash, entry)) return 'hash'
  return entry.at < at ? 'time' : undefined
}
