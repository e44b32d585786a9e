import type { PersonNames } from '../../../store/people/issuing/roster-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type { AccountDraft } from './account-draft.ts'
import { newId } from './issuing-guards.ts'

/** What a draft says of its holder. */
type Said = Pick<AccountDraft, 'name' | 'mail'>
/** What was sent of a holder and is not kept, as there is no key. */
export type Unkept = readonly ('name' | 'mail')[]

/** The persons behind accounts. What they are called is kept sealed, or not at all. */
export class Holders {
  readonly #people: PeopleStore

  constructor(people: PeopleStore) {
    this.#people = people
  }

  /** What of a draft is not kept. */
  without(said: Said): { without?: Unkept } {
    const sent = (['name', 'mail'] as const).filter((each) => said[each] !== undefined)
    return this.#hasKey || sent.length === 0 ? {} : { without: sent }
  }

  /** Names and mail by id of person; none without the key. */
  async namesOf(tx: PeopleTransaction, persons: readonly string[]): Promise<Map<string, PersonNames>> {
    return this.#hasKey ? tx.roster.namesOf(persons) : new Map()
  }

  /** What is kept of one person. */
  async saidOf(tx: PeopleTransaction, person: string | null): Promise<Said> {
    const { name, mail } = (person !== null && (await this.namesOf(tx, [person])).get(person)) || {}
    return { name: name ?? undefined, mail: mail ?? undefined }
  }

  /** A person who has shown no identity yet, for the name; null where none is said or could be sealed. */
  async unproven(tx: PeopleTransaction, said: Said, now: Date): Promise<string | null> {
    const names = namesOf(said)
    if (names === undefined || !this.#hasKey) return null
    const id = newId()
    await tx.roster.addPersonUnlessKnown({ id, identity: null, ...names, created_at: now.toISOString() })
    return id
  }

  /**
   * The person who has shown an identity number: two accounts of one person name the same. The name that came with the first stays:
   * another office neither renames anybody nor leads his mail elsewhere.
   */
  async proven(tx: PeopleTransaction, identity: string, said: Said, now: Date): Promise<string> {
    const id = newId()
    const none = { name: null, mail: null }
    await tx.roster.addPersonUnlessKnown({ id, identity, ...none, created_at: now.toISOString() })
    const person = (await tx.roster.personByIdentity(identity))?.id ?? id
    const names = namesOf(said)
    if (names !== undefined && this.#hasKey) await tx.roster.nameIfNone(person, names)
    return person
  }

  /** Whether names can be sealed and opened. */
  get #hasKey(): boolean {
    return this.#people.keyState === 'right'
  }
}

function namesOf({ name, mail }: Said): PersonNames | undefined {
  return name === undefined && mail === undefined ? undefined : { name: name ?? null, mail: mail ?? null }
}
