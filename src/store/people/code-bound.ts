import { hash } from 'node:crypto'
import type { RegistryStore } from '../registry/registry-store.ts'
import type { PeopleStore } from './people-store.ts'

/** Numbers that are reserved together. */
const BLOCK = 1000

/**
 * Keeps beside the record how far numbers of codes may have been issued. The bound is raised before a number is used, so
 * that yesterday's record, put in place by hand, issues none again.
 */
export class CodeBound {
  readonly #people: PeopleStore
  #codeKey = ''
  #bound = 0

  constructor(people: PeopleStore) {
    this.#people = people
  }

  /** Raises the bound above a number that is about to be used, unless it is above it already. */
  async cover(codeKey: string, number: number): Promise<void> {
    const key = fingerprint(codeKey)
    if (key === this.#codeKey && number < this.#bound) return
    this.#bound = await this.#people.write(({ codeBounds }) => codeBounds.raise(key, number + BLOCK))
    this.#codeKey = key
  }

  /** Makes a record that is opened go on at the bound, and the bound know what was issued without it, as by an import. */
  async resume(record: RegistryStore): Promise<void> {
    await record.write(async ({ codes }) => {
      const { key, next } = await codes.counter()
      const bound = await this.#people.write(({ codeBounds }) => codeBounds.raise(fingerprint(key), next))
      if (bound > next) await codes.raise(bound)
    })
  }
}

/** The key itself stays in the record. */
function fingerprint(codeKey: string): string {
  return hash('sha256', codeKey, 'hex')
}
