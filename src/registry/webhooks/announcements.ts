import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { KnownWebhook } from '../../store/people/webhook-rows.ts'
import type { NewJob } from '../../store/registry/jobs/job-rows.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { fedEvents } from '../event-feed.ts'

/** The kind of job that is a delivery to a webhook. */
export const DELIVERY = 'webhook'

export interface AnnouncementParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly now?: () => Date
  /** Deliveries of a webhook at most that may wait. */
  readonly mostWaiting?: number
}

/** Events that are taken in one transaction: officers have their turn between. */
const TOGETHER = 200
/** Deliveries of a webhook at most that may wait; then it is paused, and who reads it catches up by `/v1/events`. */
const MOST_WAITING = 10_000

/**
 * Makes of each event a delivery for every webhook that wants it. The outbox row goes and the deliveries come in one transaction, so
 * that each event has one delivery a webhook, whoever is killed when. What the public may not see is told to nobody.
 */
export class Announcements {
  readonly #parts: AnnouncementParts

  constructor(parts: AnnouncementParts) {
    this.#parts = parts
  }

  /** Makes deliveries of all events that are still to be told of. */
  async makeJobs(): Promise<void> {
    while (await this.#parts.store.read(({ outbox }) => outbox.any())) {
      if ((await this.#some()) < TOGETHER) return
      await nextTurn()
    }
  }

  async #some(): Promise<number> {
    const { store, people, now = () => new Date(), mostWaiting = MOST_WAITING } = this.#parts
    return store.write(async (tx) => {
      const entries = await tx.outbox.take(TOGETHER)
      if (entries.length === 0) return 0
      // Read now that the events are there: a webhook that was made before one of them is among these.
      const webhooks = await people.write((beside) => beside.webhooks.all())
      const active = webhooks.filter(({ state }) => state === 'active')
      const events = entries.flatMap(({ event }) => (event === undefined ? [] : [event]))
      const told = active.length === 0 ? [] : (await fedEvents(tx, events)).filter(({ hidden }) => !hidden)
      for (const webhook of active) {
        const deliveries = told.flatMap(({ event }) => deliveryOf(webhook, event))
        if (deliveries.length === 0) continue
        const waiting = await tx.jobs.countOf(webhook.id, 'waiting', mostWaiting)
        if (waiting + deliveries.length > mostWaiting)
          await people.write((beside) => beside.webhooks.setState(webhook.id, 'paused'))
        else await tx.jobs.add(deliveries, now().toISOString())
      }
      await tx.outbox.remove(entries.map(({ fid }) => fid))
      return entries.length
    })
  }
}

/** The delivery of an event to a webhook; none where it does not want it. Of a batch it says how many addresses it is about. */
function deliveryOf({ id, communes, actions }: KnownWebhook, event: StoredEvent): NewJob[] {
  const { subject, revision, to_status, action, chain, count } = event
  const commune_code = communeOf(chain)
  if (actions !== null && !actions.split(' ').includes(action)) return []
  if (communes !== null && !communes.split(' ').includes(commune_code)) return []
  const payload = JSON.stringify(
    subject === null
      ? { id: null, revision: null, state: to_status, action, commune_code, count }
      : { id: subject, revision, state: to_status },
  )
  return [{ kind: DELIVERY, key: `${event.id}_${id}`, owner: id, payload }]
}

/** The code in the name of a chain, `demo:27694@2025-07-01`. */
function communeOf(chain: string): string {
  return chain.replace(/^[a-z]+:/, '').split('@', 1)[0] as string
}
