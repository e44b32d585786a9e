import { randomUUID } from 'node:crypto'
import { chainName } from '../../chains/chain-name.ts'
import { dayOf } from '../../chains/day-of.ts'
import { type HashedSupplements, supplementsHash } from '../../chains/supplements-hash.ts'
import { versionSalt } from '../../chains/version-hash.ts'
import {
  type AddressVersion,
  fieldsOf,
  hashOf,
  type StoredVersion,
} from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type Actor, whoOf } from '../actor.ts'
import { NATIONAL_CODE } from '../identifier-schemes.ts'
import { type Finding, Refusal } from '../refusal.ts'
import { mustBeFree } from './identifier-guards.ts'

/** What an event says beside the version that it makes. */
export interface EventFacts {
  readonly action: string
  readonly actor: Actor
  readonly reason?: string | undefined
  /** Further particulars, as a decision's number and date; private like the reason. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** Id of the event; a change that begins in `people.db` knows it before. */
  readonly id?: string | undefined
}

/** A change that was made. */
export interface MadeVersion {
  readonly version: AddressVersion
  readonly previous: StoredVersion | undefined
  readonly event: string
  /** Its further positions, names and units, where they have changed. */
  readonly held?: HashedSupplements | undefined
  /** What is to be told of it; nothing that refuses it. */
  readonly findings?: readonly Finding[]
}

/** The next content of an address; revision and salt are given to it. */
export type NextVersion = Omit<AddressVersion, 'revision' | 'salt' | 'event' | 'supplements'> & {
  /** Its further positions, names and units, where they change. */
  readonly held?: HashedSupplements | undefined
}

/**
 * Writes a version of an address and the event that makes it, in the chain of its commune; an address that moves has an
 * event in the chain that it leaves too. Throws {@link Refusal} `findings` for a commune that is none today.
 */
export async function makeVersion(
  tx: RegistryTransaction,
  previous: StoredVersion | undefined,
  { held, ...next }: NextVersion,
  { action, actor, reason, details, id = randomUUID() }: EventFacts,
  now: Date,
): Promise<MadeVersion> {
  const at = now.toISOString()
  const ndas = next.ndas === previous?.ndas ? null : next.ndas
  if (ndas !== null) await mustBeFree(tx, NATIONAL_CODE, ndas, next.uid)
  const version: AddressVersion = {
    ...next,
    revision: (previous?.revision ?? 0) + 1,
    updated_at: momentOf(now, previous),
    supplements: held === undefined ? (previous?.supplements ?? null) : supplementsHash(held),
    salt: versionSalt(fieldsOf(next)),
  }
  const event = {
    id,
    action,
    subject: version.uid,
    from_status: previous?.status ?? null,
    to_status: version.status,
    revision: version.revision,
    version_hash: hashOf(version),
    count: null,
    ...whoOf(actor),
    reason: reason ?? null,
    details: details === undefined ? null : JSON.stringify(details),
  }
  if (previous !== undefined && previous.commune_code !== version.commune_code) {
    const chain = await chainOf(tx, version.commune_code)
    // In the order of their names, so that two moves the other way round do not wait for each other.
    const left = await chainOf(tx, previous.commune_code)
    const leave = () => tx.chains.append(left, { ...event, id: randomUUID(), action: 'moved-out' }, at)
    if (left < chain) await leave()
    const row = await tx.chains.append(chain, event, at)
    if (left > chain) await leave()
    await tx.addresses.update(version, row)
  } else {
    const chain = await communeChain(version.commune_code, tx.chains.heldOfCommune(version.commune_code))
    const row = await tx.chains.append(chain, event, at)
    if (previous === undefined) await tx.addresses.insert(version, row)
    else await tx.addresses.update(version, row)
  }
  if (held !== undefined) await tx.supplements.put(version.uid, version.revision, held)
  // The record's triggers note a new code; one that the address has had before is its own again.
  if (ndas !== null && previous !== undefined)
    await tx.identifiers.attach(version.uid, NATIONAL_CODE.name, ndas, dayOf(now))
  return { version, previous, event: id, held }
}

/**
 * The moment of a version, ISO 8601 in UTC: never that of the one before, as a clock of milliseconds may have it. A version that
 * differed in nothing would leave no earlier one behind.
 */
export function momentOf(now: Date, previous: Pick<StoredVersion, 'updated_at'> | undefined): string {
  const at = now.toISOString()
  return at === previous?.updated_at ? new Date(now.getTime() + 1).toISOString() : at
}

/** Facts of an event with further particulars beside those that they have. */
export function withDetails(
  facts: Partial<EventFacts>,
  more: Readonly<Record<string, unknown>>,
): Partial<EventFacts> {
  const given = Object.entries({ ...facts.details, ...more }).filter(([, value]) => value !== undefined)
  return given.length === 0 ? facts : { ...facts, details: Object.fromEntries(given) }
}

/** The chain of a unit, whatever another program may write there: one that is no commune of today has no day. */
export async function chainOfUnit(tx: RegistryTransaction, code: string): Promise<string> {
  return (await tx.chains.ofCommune(code)) ?? chainName('', code, undefined)
}

/** The chain of a commune of today; throws {@link Refusal} `findings` for a commune that is none. */
export function chainOf(tx: RegistryTransaction, commune: string): Promise<string> {
  return communeChain(commune, tx.chains.ofCommune(commune))
}

async function communeChain(commune: string, found: Promise<string | undefined>): Promise<string> {
  const chain = await found
  if (chain !== undefined) return chain
  const vi = `commune_code "${commune}" không phải mã của xã, phường nào hiện nay.`
  const en = `commune_code "${commune}" is the code of no commune of today.`
  throw new Refusal(
    'findings',
    { vi, en },
    {
      findings: [{ rule: 'unknown-commune', severity: 'error', path: 'commune_code', message: { vi, en } }],
    },
  )
}
