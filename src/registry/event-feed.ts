import type { ChainHead } from '../chains/linked-event.ts'
import { isHidden } from '../store/layout/address-status.ts'
import type { RegistryStore, RegistryTransaction } from '../store/registry/registry-store.ts'
import type { StoredEvent } from '../store/registry/registry-tables.ts'

/** An event with whether its subject may not be told. */
export interface FedEvent {
  readonly event: StoredEvent
  readonly number: number
  readonly hidden: boolean
}

/** The chains of events as the public reads them. */
export class EventFeed {
  readonly #store: RegistryStore

  constructor(store: RegistryStore) {
    this.#store = store
  }

  /** Events of a chain after a number, at most `limit`; undefined for a chain that there is not. */
  after(chain: string, number: number, limit: number): Promise<FedEvent[] | undefined> {
    return this.#store.read(async (tx) => {
      if (!(await tx.chains.has(chain))) return undefined
      return fedEvents(tx, await tx.chains.after(chain, number, limit))
    })
  }

  /** The newest events of a commune's chain, the newest first; undefined for a code that is no commune's today. */
  newest(commune: string, limit: number): Promise<FedEvent[] | undefined> {
    return this.#store.read(async (tx) => {
      const chain = await tx.chains.ofCommune(commune)
      return chain === undefined ? undefined : fedEvents(tx, await tx.chains.newest(chain, limit))
    })
  }

  /** The heads of all chains that have an event, by name. */
  heads(): Promise<ChainHead[]> {
    return this.#store.read(async (tx) => (await tx.chains.heads()).filter(({ number }) => number > 0))
  }
}

/** Events with whether their subjects, as they are now, may be told of. */
export async function fedEvents(
  tx: RegistryTransaction,
  events: readonly StoredEvent[],
): Promise<FedEvent[]> {
  const subjects = events.map(({ subject }) => subject).filter((subject) => subject !== null)
  const states = await tx.addresses.states([...new Set(subjects)])
  const components = await tx.components.known(subjects)
  return events.map((event) => {
    const status = event.subject === null ? undefined : states.get(event.subject)
    // Hamlets and streets have states of their own, all of them public.
    if (event.subject !== null && components.has(event.subject))
      return { event, number: event.number, hidden: false }
    const { from_status, to_status } = event
    const seen = [status, from_status, to_status].every((each) => each == null || !isHidden({ status: each }))
    return { event, number: event.number, hidden: !seen }
  })
}
