import type { OpenSample } from '../../../store/people/batches/sample-rows.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { StoredVersion } from '../../../store/registry/address-version.ts'
import type { RegistryStore } from '../../../store/registry/registry-store.ts'
import { mustHaveRole } from '../../actions/guards.ts'
import type { Actor } from '../../actor.ts'
import { queueArea } from '../../desk/queue-area.ts'

export interface OpenSamplesQuestion {
  /** A commune of the actor's area; all of it where absent. */
  readonly commune?: string | undefined
  /** The one behind which the page begins. */
  readonly after?: Pick<OpenSample, 'batch' | 'uid'> | undefined
  readonly limit: number
}

export interface OpenSamplesAnswer {
  /** What was drawn, with its address as it is now; none for one that another program has taken out. */
  readonly items: readonly (OpenSample & { readonly version: StoredVersion | undefined })[]
  /** How many there are in all. */
  readonly count: number
  /** Behind these; undefined where there are no more. */
  readonly next: Pick<OpenSample, 'batch' | 'uid'> | undefined
}

/** What was drawn of batches and waits for a verifier, in the communes of an area. */
export class OpenSamples {
  readonly #store: RegistryStore
  readonly #people: PeopleStore

  constructor(store: RegistryStore, people: PeopleStore) {
    this.#store = store
    this.#people = people
  }

  /** A page of it, batch by batch. Throws {@link Refusal}: `not-your-role`, `outside-area`. */
  async page(actor: Actor, { commune, after, limit }: OpenSamplesQuestion): Promise<OpenSamplesAnswer> {
    mustHaveRole(actor, ['officer', 'verifier'], 'sample')
    const area = queueArea(actor, true, commune)
    const { found, count } = await this.#people.read(async ({ samples }) => ({
      found: await samples.open(area, after, limit + 1),
      count: await samples.countOpen(area),
    }))
    const shown = found.slice(0, limit)
    const versions = await this.#store.read(({ sets }) => sets.byUids(shown.map(({ uid }) => uid)))
    return {
      items: shown.map((one) => ({ ...one, version: versions.get(one.uid) })),
      count,
      next: found.length > limit ? shown.at(-1) : undefined,
    }
  }
}
