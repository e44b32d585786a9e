import { randomUUID } from 'node:crypto'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { ComponentKind } from '../../store/registry/components/component-layers.ts'
import type { ComponentContent, StoredComponent } from '../../store/registry/components/component-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Particulars, Seen } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { type Finding, mustHaveNoErrors, Refusal } from '../refusal.ts'
import { type KeyedRequest, once, type Repeated } from '../requests.ts'
import {
  componentOf,
  mustBeAllowed,
  mustBeOfCommune,
  mustBeSeen,
  mustBeSound,
  mustBeUnused,
} from './component-guards.ts'
import { type ComponentAction, componentStep } from './component-life-cycle.ts'
import { type MadeComponent, makeComponent } from './make-component.ts'
import { rewriteAddresses } from './rewrite-addresses.ts'
import { contentOf, endOf } from './settle-component.ts'
import { undoComponentEvent } from './undo-component.ts'

/** What somebody says of a hamlet or street. */
export type ComponentFieldsSent = Pick<
  ComponentContent,
  'name' | 'type' | 'commune_code' | 'former_commune_code' | 'lon' | 'lat'
>

/** Why something is done, and from when it is true. */
export interface ComponentReasons extends Pick<Particulars, 'reason' | 'decision'> {
  readonly valid_from?: string | undefined
  readonly request?: KeyedRequest | undefined
}

/** A point and the commune that it is said to lie in. */
export interface PlaceInCommune {
  readonly commune_code: string
  readonly lon: number
  readonly lat: number
}

export interface ComponentsParts {
  readonly store: RegistryStore
  /** What is wrong with a place in a commune; errors refuse it. */
  readonly findings?: ((place: PlaceInCommune) => readonly Finding[]) | undefined
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

export type ComponentOutcome = MadeComponent | Repeated

/** What is done with hamlets and streets, each in one transaction that writes all of it or nothing. */
export class Components {
  readonly #store: RegistryStore
  readonly #now: () => Date
  readonly #findings: NonNullable<ComponentsParts['findings']>

  constructor({ store, findings = () => [], now = () => new Date() }: ComponentsParts) {
    this.#store = store
    this.#findings = findings
    this.#now = now
  }

  /** Creates one. Throws {@link Refusal} as the life cycle says, `findings` for a name that another of its commune has. */
  create(
    actor: Actor,
    kind: ComponentKind,
    fields: ComponentFieldsSent,
    sent: ComponentReasons = {},
  ): Promise<ComponentOutcome> {
    return this.#once(actor, sent, async (tx, now) => {
      const accuracy = kind === 'hamlet' ? 'hamlet' : 'commune'
      const content = { ...fields, kind, uid: randomUUID(), accuracy, ...NEW }
      mustBeAllowed(actor, componentStep('created'), content, [], sent)
      await mustBeSound(tx, content)
      const findings = this.#checked(content)
      const facts = { ...factsOf(actor, sent), action: 'created' }
      return { ...(await makeComponent(tx, undefined, content, facts, now)), findings }
    })
  }

  /** Changes one; a new name is written into its addresses, and its old one is found on. Throws {@link Refusal}. */
  change(
    actor: Actor,
    kind: ComponentKind,
    { uid, revision }: Seen,
    changes: Partial<ComponentFieldsSent>,
    sent: ComponentReasons = {},
  ): Promise<ComponentOutcome> {
    return this.#once(actor, sent, async (tx, now) => {
      const present = await componentOf(tx, kind, uid, now)
      const content = { ...contentOf(present), ...changes }
      const action: ComponentAction = content.name === present.name ? 'changed' : 'renamed'
      const addresses = action === 'renamed' ? await addressesIn(tx, present) : []
      mustBeOfCommune(actor, present)
      mustBeAllowed(actor, componentStep(action), content, addresses, sent)
      mustBeSeen(present, { revision }, componentStep(action), changes)
      if (content.commune_code !== present.commune_code) mustBeUnused(present, await addressesIn(tx, present))
      await mustBeSound(tx, content)
      const findings = this.#checked(content)
      const facts = factsOf(actor, sent)
      const written = await rewriteAddresses(
        tx,
        addresses,
        { hamlet_uid: uid, hamlet: content.name },
        { ...facts, action: 'hamlet-renamed', details: { hamlet: uid } },
        now,
      )
      const own = { ...facts, action, ...withBatches(facts, written) }
      return { ...(await makeComponent(tx, present, content, own, now)), findings }
    })
  }

  /** Lets one take others in: their addresses are its own then. Returns the one, which stays as it is. Throws {@link Refusal}. */
  merge(
    actor: Actor,
    kind: ComponentKind,
    into: Seen,
    others: readonly Seen[],
    sent: ComponentReasons = {},
  ): Promise<ComponentOutcome> {
    return this.#once(actor, sent, async (tx, now) => {
      if (new Set([into, ...others].map(({ uid }) => uid)).size <= others.length)
        throw new Refusal('missing-particulars', {
          vi: 'Mỗi ấp, đường được nhập chỉ nêu một lần.',
          en: 'Each one of a merge is named once.',
        })
      // In the order of their ids, so that two who want the same do not wait for each other.
      const held = new Map<string, StoredComponent>()
      for (const { uid } of [into, ...others].sort((a, b) => (a.uid < b.uid ? -1 : 1)))
        held.set(uid, await componentOf(tx, kind, uid, now))
      const heir = held.get(into.uid) as StoredComponent
      mustBeOfCommune(actor, heir)
      mustBeSeen(heir, into, componentStep('changed'), undefined)
      let last: MadeComponent | undefined
      for (const other of others)
        last = await this.#mergeOne(tx, actor, heir, held.get(other.uid) as StoredComponent, other, sent, now)
      return { version: heir, event: (last as MadeComponent).event }
    })
  }

  /** Ends one that no address in use bears. Throws {@link Refusal} `has-addresses` where some do. */
  end(
    actor: Actor,
    kind: ComponentKind,
    { uid, revision }: Seen,
    sent: ComponentReasons = {},
  ): Promise<ComponentOutcome> {
    return this.#once(actor, sent, async (tx, now) => {
      const present = await componentOf(tx, kind, uid, now)
      const addresses = await addressesIn(tx, present)
      mustBeAllowed(actor, componentStep('ended'), present, addresses, sent)
      mustBeSeen(present, { revision }, componentStep('ended'), { status: 'ended' })
      mustBeUnused(present, addresses)
      const facts = factsOf(actor, sent)
      const written = await rewriteAddresses(
        tx,
        addresses,
        { hamlet_uid: null },
        { ...facts, action: 'hamlet-ended', details: { hamlet: uid } },
        now,
      )
      return makeComponent(
        tx,
        present,
        endOf(present),
        { ...facts, action: 'ended', ...withBatches(facts, written) },
        now,
      )
    })
  }

  /**
   * Takes an event about a hamlet or street back, with what it wrote into addresses that nobody has changed since.
   * Undefined for an event about something else. Throws {@link Refusal} `changed` where something was done to it since.
   */
  undo(actor: Actor, event: string, sent: ComponentReasons = {}): Promise<ComponentOutcome | undefined> {
    return this.#store
      .read(async (tx) => {
        const found = await tx.chains.byId(event)
        return found && (await tx.components.ofEvent(found.fid))
      })
      .then(
        (of) =>
          of &&
          this.#once(actor, sent, (tx, now) =>
            undoComponentEvent(tx, { ...factsOf(actor, sent), action: 'undone' }, of, event, now),
          ),
      )
  }

  async #mergeOne(
    tx: RegistryTransaction,
    actor: Actor,
    heir: StoredComponent,
    present: StoredComponent,
    seen: Seen,
    sent: ComponentReasons,
    now: Date,
  ): Promise<MadeComponent> {
    const addresses = await addressesIn(tx, present)
    mustBeAllowed(actor, componentStep('merged'), present, addresses, sent)
    mustBeSeen(present, seen, componentStep('merged'), { successor: heir.uid })
    if (present.commune_code !== heir.commune_code)
      throw new Refusal('missing-particulars', {
        vi: `"${present.name}" không cùng xã, phường với "${heir.name}".`,
        en: `"${present.name}" is not of the commune of "${heir.name}".`,
      })
    const facts = factsOf(actor, sent)
    const written = await rewriteAddresses(
      tx,
      addresses,
      { hamlet_uid: heir.uid, hamlet: heir.name },
      { ...facts, action: 'hamlet-merged', details: { hamlet: present.uid, into: heir.uid } },
      now,
    )
    const content = { ...contentOf(present), status: 'merged', successor: heir.uid } as const
    return makeComponent(
      tx,
      present,
      content,
      { ...facts, action: 'merged', ...withBatches(facts, written) },
      now,
    )
  }

  /** What is to be told of its place; throws {@link Refusal} `findings` with all of it where there are errors. */
  #checked({ commune_code, lon, lat }: ComponentContent): readonly Finding[] {
    if (commune_code === null || lon === null || lat === null) return []
    return mustHaveNoErrors(this.#findings({ commune_code, lon, lat }))
  }

  #once(
    actor: Actor,
    { request }: ComponentReasons,
    work: (tx: RegistryTransaction, now: Date) => Promise<MadeComponent>,
  ): Promise<ComponentOutcome> {
    const now = this.#now()
    return this.#store.write((tx) => once(tx, actor, request, now, () => work(tx, now)))
  }
}

const NEW = { status: 'created', district_code: null, successor: null, shape: null } as const

/** Addresses know their hamlet by its uid; a street is only a name to them. */
function addressesIn(tx: RegistryTransaction, { kind, uid }: StoredComponent): Promise<StoredVersion[]> {
  return kind === 'hamlet' ? tx.addresses.inHamlet(uid) : Promise.resolve([])
}

function factsOf(actor: Actor, { reason, decision, valid_from }: ComponentReasons) {
  return { actor, reason, valid_from, ...(decision !== undefined && { details: { decision } }) }
}

/** The event of a hamlet names the batches that wrote it into addresses. */
function withBatches({ details }: { details?: object }, batches: readonly string[]) {
  return batches.length === 0 ? {} : { details: { ...details, batches } }
}
