import { SALTED_COLUMNS, type SaltedColumn } from '../../chains/version-hash.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import {
  addressOf,
  mustBeCurrent,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Seen,
} from '../actions/guards.ts'
import { type MadeVersion, makeVersion } from '../actions/make-version.ts'
import { type Actor, SERVER } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { type KeyedRequest, once, type Repeated } from '../requests.ts'
import { unknown } from '../supplements/apply-changes.ts'
import { carries, withoutCarried } from './carried-text.ts'
import { jsonOf, redactedProposal, redactedRow, textsWithin } from './redacted-texts.ts'

export interface RedactionsParts {
  readonly store: RegistryStore
  /** What is kept beside the record; its proposals may carry the same texts. */
  readonly people: PeopleStore | undefined
  /**
   * Told of each redaction when it is made and before it is acknowledged, with the id of its address and the fields: a
   * restored backup from before has to be redacted again (`after-backup.log`).
   */
  readonly note?: (kind: 'redacted', id: string) => void
  /** Empties the journals, which hold the pages as they were; it may take until all readers have moved on. */
  readonly emptyJournals?: () => Promise<void>
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** What is to go: fields of all versions, the texts of further names and units by their ids, and why. */
export interface Redaction extends Targets {
  readonly reason: string
}

interface Targets {
  readonly fields: readonly SaltedColumn[]
  readonly supplements?: readonly string[]
}

/**
 * Taking personal values out of the record for good: value and salt of a field in all versions of an address, and the texts of
 * events and proposals that carry it. The leaves stay, so that chains, versions and replay still hold.
 */
export class Redactions {
  readonly #parts: RedactionsParts
  readonly #now: () => Date

  constructor(parts: RedactionsParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Redacts fields of an address, which gets a version without them. It is never undone. Throws {@link Refusal}:
   * `not-your-role` unless a verifier, or an officer of what is not certified, `changed`, `outside-area`,
   * `missing-particulars`, `findings` for a reason that carries what is to go, or for an id of no name or unit of it.
   */
  async redact(
    actor: Actor,
    { uid, revision }: Seen,
    { reason, ...targets }: Redaction,
    request?: KeyedRequest,
  ): Promise<MadeVersion | Repeated> {
    const { store, note, emptyJournals } = this.#parts
    const now = this.#now()
    const outcome = await store.write((tx) =>
      once(tx, actor, request, now, async () => {
        const present = await addressOf(tx, uid)
        mustHaveRole(actor, isCertified(present) ? ['verifier'] : ['officer', 'verifier'], 'redacted')
        mustBeInArea(actor, present)
        mustBeCurrent(present, revision, undefined)
        mustBeFilled({ action: 'redacted', needs: ['reason'] }, { reason })
        await mustBeThere(tx, uid, targets)
        const values = await valuesOf(tx, uid, targets)
        if (carries(reason, values)) throw reasonCarries()
        const { people } = this.#parts
        const noted = { action: 'redacted', subject: uid, details: { ...targets } }
        await people?.write((beside) => noteOf(beside, actor, noted, now))
        return this.#take(tx, present, targets, values, { actor, reason, now })
      }),
    )
    if ('version' in outcome)
      note?.('redacted', [uid, ...targets.fields, ...(targets.supplements ?? [])].join(' '))
    await emptyJournals?.()
    return outcome
  }

  /**
   * Redacts again what an earlier backup has brought back; returns whether it had.
   *
   * @param noted uid, fields and ids of names and units, as `note` was told of them
   */
  async redactAgain(noted: string): Promise<boolean> {
    const [uid = '', ...more] = noted.split(' ')
    const fields = SALTED_COLUMNS.filter((column) => more.includes(column))
    const targets = { fields, supplements: more.filter((word) => !fields.some((field) => field === word)) }
    return this.#parts.store.write(async (tx) => {
      const present = await tx.addresses.byUid(uid)
      const values = await valuesOf(tx, uid, targets)
      if (present === undefined || values.length === 0) return false
      await this.#take(tx, present, targets, values, { actor: SERVER, now: this.#now() })
      return true
    })
  }

  async #take(
    tx: RegistryTransaction,
    present: StoredVersion,
    { fields, supplements = [] }: Targets,
    values: readonly string[],
    { actor, reason, now }: { actor: Actor; reason?: string; now: Date },
  ): Promise<MadeVersion> {
    const { uid } = present
    const nothing = Object.fromEntries(fields.map((field) => [field, null]))
    const details = { fields, ...(supplements.length > 0 && { supplements }) }
    const made = await makeVersion(
      tx,
      present,
      { ...present, ...nothing },
      { action: 'redacted', actor, reason, details },
      now,
    )
    await tx.redactions.earlierVersions(uid, fields)
    await tx.redactions.supplements(uid, supplements)
    await redactEvents(tx, uid, values)
    await tx.redactions.findings(uid)
    // Before the record keeps it: what waits beside it never says more than the record.
    await this.#parts.people?.write(async ({ proposals, batches, reports }) => {
      for (const proposal of await proposals.about(uid))
        await proposals.rewrite(proposal.id, redactedProposal(proposal, fields, values))
      for (const row of await batches.about(uid)) await batches.rewrite(row, redactedRow(row, fields, values))
      for (const { id, text, settle_text } of await reports.about(uid))
        await reports.rewrite(id, {
          text: carries(text, values) ? '' : text,
          settle_text: settle_text !== null && carries(settle_text, values) ? null : settle_text,
        })
    })
    return made
  }
}

/** Every text that goes. */
async function valuesOf(tx: RegistryTransaction, uid: string, { fields, supplements = [] }: Targets) {
  const values = fields.length === 0 ? [] : await tx.redactions.values(uid, fields)
  const within = fields.includes('attributes') ? values.flatMap(textsWithin) : []
  return [...new Set([...values, ...within, ...(await tx.redactions.texts(uid, supplements))])]
}

async function mustBeThere(tx: RegistryTransaction, uid: string, { supplements = [] }: Targets) {
  if (supplements.length === 0) return
  const { names, units } = await tx.supplements.all(uid)
  const there = new Set([...names, ...units].map((each) => each.uid))
  for (const [i, id] of supplements.entries()) if (!there.has(id)) unknown('supplements', `${i}`, id)
}

async function redactEvents(tx: RegistryTransaction, uid: string, values: readonly string[]): Promise<void> {
  for (const { fid, reason, details } of await tx.chains.ofSubject(uid)) {
    const known = jsonOf(details)
    const left = {
      reason: reason !== null && carries(reason, values) ? null : reason,
      details: details === null ? null : JSON.stringify(withoutCarried(known, values)),
    }
    if (left.reason !== reason || (details !== null && left.details !== JSON.stringify(known)))
      await tx.redactions.privatePart(fid, left)
  }
}

function reasonCarries(): Refusal {
  const vi = 'Lý do chứa chính nội dung cần xoá: hãy viết lý do không nhắc lại nội dung đó.'
  const en = 'The reason carries what is to go: give one that does not repeat it.'
  return new Refusal(
    'findings',
    { vi, en },
    { findings: [{ rule: 'personal-data', severity: 'error', path: 'reason', message: { vi, en } }] },
  )
}
