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

  /**
   * Raises the bound above a number that is about to be used, unless it is. Returns the number to use: a higher one at the
   * first time, as what lies below the bound may have been issued by a record that is no longer there.
   */
  async cover(codeKey: string, number: number): Promise<number> {
    const key = codeKeyName(codeKey)
    if (key !== this.#codeKey) return this.#begin(key, number)
    if (number >= this.#bound)
      this.#bound = await this.#people.write(({ codeBounds }) => codeBounds.raise(key, number + BLOCK))
    return number
  }

  /** Makes a record that is opened go on at the bound, and the bound know what was issued without it, as by an import. */
  async resume(record: RegistryStore): Promise<void> {
    await record.write(async ({ codes }) => {
      const { key, next } = await codes.counter()
      const codeKey = codeKeyName(key)
      this.#bound = await this.#people.write(({ codeBounds }) => codeBounds.raise(codeKey, next))
      this.#codeKey = codeKey
      if (this.#bound > next) await codes.raise(this.#bound)
    })
  }

  /** Reserves a block above all that may have been issued; returns its first number. */
  async #begin(key: string, next: number): Promise<number> {
    const from = await this.#people.write(async ({ codeBounds }) => {
      const bound = await codeBounds.raise(key, next)
      await codeBounds.raise(key, bound + BLOCK)
      return bound
    })
    this.#bound = from + BLOCK
    this.#codeKey = key
    return from
  }
}

/** By what a key of codes is named beside the record, in which the key itself stays. */
export function codeKeyName(codeKey: string): string {
  return hash('sha256', codeKey, 'hex')
}
