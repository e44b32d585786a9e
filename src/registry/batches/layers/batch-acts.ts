import type { StoredBatch } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { Actor } from '../../actor.ts'
import { batchFor, mustBePerson } from '../batch-access.ts'
import type { BatchWriting } from '../batch-writing.ts'
import type { Confirmed } from './confirmed.ts'
import type { LayerWriting } from './layer-writing.ts'

export interface BatchActsParts {
  readonly people: PeopleStore
  readonly addresses: BatchWriting
  readonly layers: LayerWriting
}

/** Batches listed at most. */
const LISTED = 50

/** What is done with a batch by its id, whatever it is of. */
export class BatchActs {
  readonly #people: PeopleStore
  readonly #addresses: BatchWriting
  readonly #layers: LayerWriting

  constructor({ people, addresses, layers }: BatchActsParts) {
    this.#people = people
    this.#addresses = addresses
    this.#layers = layers
  }

  /** The newest batches of the actor's office. */
  list(actor: Actor): Promise<StoredBatch[]> {
    return this.#people.write(({ batches }) => batches.ofOffice(actor.office, LISTED))
  }

  /** See {@link BatchWriting.apply} and {@link LayerWriting.apply}. */
  async apply(actor: Actor, id: string, confirmed: Confirmed): Promise<void> {
    if (await this.#isLayer(actor, id)) return this.#layers.apply(actor, id, confirmed)
    return this.#addresses.apply(actor, id, confirmed.yes)
  }

  /** See {@link BatchWriting.undo} and {@link LayerWriting.undo}. */
  async undo(actor: Actor, id: string, reason: string | undefined) {
    if (await this.#isLayer(actor, id)) return this.#layers.undo(actor, id, reason)
    return this.#addresses.undo(actor, id, reason)
  }

  /** Whether a batch is of a layer; no program does anything with one of addresses. */
  async #isLayer(actor: Actor, id: string): Promise<boolean> {
    const { kind } = await this.#people.write((tx) => batchFor(tx, actor, id))
    if (kind === 'addresses') mustBePerson(actor)
    return kind === 'layer'
  }
}
