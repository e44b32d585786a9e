import type { SaltedColumn } from '../../chains/version-hash.ts'
import { isCertified } from '../../store/address-status.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import {
  addressOf,
  mustBeCurrent,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Seen,
} from '../actions/guards.ts'
import { type MadeVersion, makeVersion } from '../actions/make-version.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { type KeyedRequest, once, type Repeated } from '../requests.ts'
import { carries, withoutCarried } from './carried-text.ts'

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

/** What is to go: fields of all versions, and why. */
export interface Redaction {
  readonly fields: readonly SaltedColumn[]
  readonly reason: string
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
   * `missing-particulars`, `findings` for a reason that carries what is to go.
   */
  async redact(
    actor: Actor,
    { uid, revision }: Seen,
    { fields, reason }: Redaction,
    request?: KeyedRequest,
  ): Promise<MadeVersion | Repeated> {
    const { store, people, note, emptyJournals } = this.#parts
    const now = this.#now()
    const outcome = await store.write((tx) =>
      once(tx, actor, request, now, async () => {
        const present = await addressOf(tx, uid)
        mustHaveRole(actor, isCertified(present) ? ['verifier'] : ['officer', 'verifier'], 'redacted')
        mustBeInArea(actor, present)
        mustBeCurrent(present, revision, undefined)
        mustBeFilled({ action: 'redacted', needs: ['reason'] }, { reason })
        const values = await tx.redactions.values(uid, fields)
        if (carries(reason, values)) throw reasonCarries()
        const nothing = Object.fromEntries(fields.map((field) => [field, null]))
        const made = await makeVersion(
          tx,
          present,
          { ...present, ...nothing },
          { action: 'redacted', actor, reason, details: { fields } },
          now,
        )
        await tx.redactions.earlierVersions(uid, fields)
        await redactEvents(tx, uid, values)
        await tx.redactions.findings(uid)
        // Before the record keeps it: what waits beside it never says more than the record.
        await people?.write(async ({ proposals }) => {
          for (const proposal of await proposals.about(uid))
            await proposals.rewrite(proposal.id, redactedTexts(proposal, fields, values))
        })
        return made
      }),
    )
    if ('version' in outcome) note?.('redacted', [uid, ...fields].join(' '))
    await emptyJournals?.()
    return outcome
  }
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

/** A proposal's texts without what goes: the fields themselves, and whatever carries their values. */
function redactedTexts(
  { changes, text, reason, settle_text }: StoredProposal,
  fields: readonly SaltedColumn[],
  values: readonly string[],
) {
  const left = (words: string | null) => (words !== null && carries(words, values) ? null : words)
  return {
    changes: JSON.stringify(withoutCarried(withoutFields(jsonOf(changes), fields), values)),
    text: left(text),
    reason: left(reason),
    settle_text: left(settle_text),
  }
}

function withoutFields(json: unknown, fields: readonly SaltedColumn[]): unknown {
  if (Array.isArray(json)) return json.map((each) => withoutFields(each, fields))
  if (json === null || typeof json !== 'object') return json
  const kept = Object.entries(json).map(([key, each]) => [
    key,
    (fields as readonly string[]).includes(key) && typeof each === 'string'
      ? null
      : withoutFields(each, fields),
  ])
  return Object.fromEntries(kept)
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
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
