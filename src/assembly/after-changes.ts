import { JobWorker } from '../registry/jobs/job-worker.ts'
import { Announcements, DELIVERY } from '../registry/webhooks/announcements.ts'
import { deliver } from '../registry/webhooks/delivery.ts'
import { Destinations } from '../registry/webhooks/destinations.ts'
import { Webhooks } from '../registry/webhooks/webhooks.ts'
import type { PeopleStore } from '../store/people/people-store.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'

/** What is done after a change, apart from it. */
export interface AfterChanges {
  readonly webhooks: Webhooks
  readonly worker: JobWorker
}

export interface AfterChangesParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** Networks within that webhooks may go to. */
  readonly webhookAllow: readonly string[]
  /** Certificate of an authority beside the usual ones; a test's own. */
  readonly ca?: string
  readonly onError: (error: unknown) => void
}

/** Tells of changes: a worker that delivers to webhooks, and the rules of webhooks. */
export function afterChanges({ store, people, webhookAllow, ca, onError }: AfterChangesParts): AfterChanges {
  const destinations = new Destinations(webhookAllow)
  const announcements = new Announcements({ store, people })
  const worker = new JobWorker({
    store,
    handlers: { [DELIVERY]: deliver({ people, destinations, ...(ca !== undefined && { ca }) }) },
    makeJobs: () => announcements.makeJobs(),
    onError,
  })
  return { worker, webhooks: new Webhooks({ store, people, destinations, wake: () => worker.wake() }) }
}
