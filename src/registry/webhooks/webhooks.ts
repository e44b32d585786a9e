import { randomUUID } from 'node:crypto'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { KnownWebhook, StoredWebhook } from '../../store/people/webhook-rows.ts'
import type { StoredJob } from '../../store/registry/jobs/job-rows.ts'
import type { JobState } from '../../store/registry/jobs/job-tables.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import { mustHaveRole } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { type Destinations, RefusedDestination } from './destinations.ts'
import { webhookSecret } from './signature.ts'

/** What a webhook is to be told of. */
export interface Subscription {
  readonly url: string
  /** Codes of communes; all where none are named. */
  readonly communes?: readonly string[] | undefined
  /** Actions of events; all where none are named. */
  readonly actions?: readonly string[] | undefined
}

export interface WebhooksParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly destinations: Destinations
  /** Told that deliveries wait. */
  readonly wake: () => void
  readonly now?: () => Date
}

export const MAX_WEBHOOKS = 100

/** Who is told of events, and what became of it. Administrators alone decide where the server sends what it knows. */
export class Webhooks {
  readonly #parts: WebhooksParts
  readonly #now: () => Date

  constructor(parts: WebhooksParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /** Makes a webhook; its secret is told here and nowhere else. Throws {@link Refusal}. */
  async create(actor: Actor, { url, communes, actions }: Subscription): Promise<StoredWebhook> {
    mustBeAdministrator(actor)
    this.#mustLeadOut(url)
    const webhook: StoredWebhook = {
      id: randomUUID(),
      url,
      secret: webhookSecret(),
      communes: communes === undefined ? null : communes.join(' '),
      actions: actions === undefined ? null : actions.join(' '),
      state: 'active',
      account: actor.account,
      person: actor.person,
      office: actor.office,
      created_at: this.#now().toISOString(),
    }
    await this.#parts.people.write(async (tx) => {
      const { webhooks } = tx
      if ((await webhooks.all()).length >= MAX_WEBHOOKS)
        throw new Refusal('too-many-webhooks', {
          vi: `Đã có ${MAX_WEBHOOKS} webhook; hãy xoá bớt.`,
          en: `There are ${MAX_WEBHOOKS} webhooks; delete some.`,
        })
      await webhooks.add(webhook)
      // The host alone: a path may hold a token.
      const details = { host: new URL(url).host, communes, actions }
      await noteOf(tx, actor, { action: 'webhook-made', subject: webhook.id, details }, this.#now())
    })
    return webhook
  }

  /** All webhooks. */
  async list(actor: Actor): Promise<KnownWebhook[]> {
    mustBeAdministrator(actor)
    return this.#parts.people.write(({ webhooks }) => webhooks.all())
  }

  /** Ends a webhook: its secret is deleted, and all of its deliveries. Throws {@link Refusal}. */
  async end(actor: Actor, id: string): Promise<void> {
    mustBeAdministrator(actor)
    await this.#parts.people.write(async (tx) => {
      if (!(await tx.webhooks.delete(id))) throw unknown(id)
      await noteOf(tx, actor, { action: 'webhook-ended', subject: id }, this.#now())
    })
    await this.#parts.store.write(({ jobs }) => jobs.dropOwner(id))
  }

  /** Deliveries of a webhook, the newest first. Throws {@link Refusal}. */
  async deliveries(
    actor: Actor,
    id: string,
    page: { state?: JobState | undefined; before?: number | undefined; limit: number },
  ): Promise<StoredJob[]> {
    mustBeAdministrator(actor)
    await this.#mustBeKnown(id)
    return this.#parts.store.read(({ jobs }) => jobs.ofOwner(id, page))
  }

  /**
   * Sends dead deliveries again, under the ids that they had: one, or all. A webhook that was paused is told of events again.
   * Returns how many wait now. Throws {@link Refusal}.
   */
  async redeliver(actor: Actor, id: string, delivery: string | undefined): Promise<number> {
    mustBeAdministrator(actor)
    await this.#mustBeKnown(id)
    const { store, people, wake } = this.#parts
    const revived = await store.write(({ jobs }) => jobs.revive(id, delivery, this.#now().toISOString()))
    await people.write(({ webhooks }) => webhooks.setState(id, 'active'))
    wake()
    return revived
  }

  async #mustBeKnown(id: string): Promise<void> {
    if (!(await this.#parts.people.write(({ webhooks }) => webhooks.has(id)))) throw unknown(id)
  }

  /** A host that is a name is looked up, and checked, at each delivery. */
  #mustLeadOut(text: string): void {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '')
      throw urlRefusal({
        vi: `url "${text}" phải là địa chỉ https, không có tên người dùng, mật khẩu và dấu #.`,
        en: `url "${text}" must be an https address without user, password and #.`,
      })
    try {
      this.#parts.destinations.check(url.hostname)
    } catch (error) {
      if (!(error instanceof RefusedDestination)) throw error
      throw urlRefusal({
        vi: `url "${text}" dẫn vào mạng nội bộ; WEBHOOK_ALLOW không cho phép.`,
        en: `url "${text}" leads to no public address, nor to one of WEBHOOK_ALLOW.`,
      })
    }
  }
}

function mustBeAdministrator(actor: Actor): void {
  mustHaveRole(actor, ['administrator'], 'webhook')
}

function urlRefusal(message: { vi: string; en: string }): Refusal {
  return new Refusal('findings', message, {
    findings: [{ rule: 'webhook-url', severity: 'error', path: 'url', message }],
  })
}

function unknown(id: string): Refusal {
  return new Refusal('unknown-webhook', {
    vi: `Không có webhook nào mang id "${id}".`,
    en: `No webhook has the id "${id}".`,
  })
}
