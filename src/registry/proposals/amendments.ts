import type { PeopleStore } from '../../store/people/people-store.ts'
import type { ProposalKind, StoredProposal } from '../../store/people/people-tables.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { type AddressChanges, checkChange } from '../actions/change-address.ts'
import { told, wrongState } from '../actions/guards.ts'
import { chainOf } from '../actions/make-version.ts'
import { type Actor, isInArea, type Role } from '../actor.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import { type Finding, Refusal } from '../refusal.ts'
import { proposalOf } from './lead-proposal.ts'
import { contentOf, noFields, type ProposalContent } from './proposal-draft.ts'

/** Who settles proposals of an area, and so reads them. */
const SETTLERS: readonly Role[] = ['collector', 'officer', 'verifier']

export interface AmendmentsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** What the rules find about a draft; nothing where absent. */
  readonly findings?: ((draft: CheckedDraft) => Promise<readonly Finding[]>) | undefined
}

/** What its author changes in a proposal; the rest stays. */
export interface Amendment {
  /** Fields of what is declared or changed. */
  readonly changes?: AddressChanges | undefined
  readonly reason?: string | undefined
  readonly text?: string | undefined
  /** Revision of the address that the author sees now, where it has changed since. */
  readonly baseRevision?: number | undefined
}

/** A proposal beside the address: what it was based on, what it is now, what it would be. */
export interface ViewedProposal {
  readonly proposal: StoredProposal
  readonly content: ProposalContent
  /** Null for a declaration, and where the version is not known. */
  readonly base: unknown
  readonly present: unknown
  /** Null where it does something else than change fields. */
  readonly proposed: unknown
  /** Id of its photo; officers of the area see it. */
  readonly evidence: string | null
  /** What the rules find about what is declared, as the record is now. */
  readonly findings: readonly Finding[]
}

/** Proposals as those see them who sent them or settle them; a returned one is amended by its author. */
export class Amendments {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #findings: NonNullable<AmendmentsParts['findings']>

  constructor({ store, people, findings = async () => [] }: AmendmentsParts) {
    this.#store = store
    this.#people = people
    this.#findings = findings
  }

  /** A proposal of one's own or of one's area; throws {@link Refusal} `unknown-proposal` for any other. */
  async view(actor: Actor, id: string): Promise<ViewedProposal> {
    const { proposal, evidence } = await this.#people.read(async (tx) => {
      const found = await proposalOf(tx, id)
      return { proposal: found, evidence: (await tx.evidence.ofProposal(id))?.id ?? null }
    })
    if (!isAuthor(actor, proposal) && !isSettler(actor, proposal)) throw unknownProposal(id)
    const content = contentOf(proposal)
    const { subject } = proposal
    if (content.act === 'declare') {
      const findings = await this.#findings({ ...content.draft, status: 'created' })
      return { proposal, content, base: null, present: null, proposed: content.draft, evidence, findings }
    }
    return this.#store.write(async (tx) => {
      const present = subject === null ? undefined : await tx.addresses.byUid(subject)
      const earlier = subject === null ? [] : await tx.addresses.earlier(subject)
      const base = [...earlier, ...(present ? [present] : [])].find(
        ({ revision }) => revision === proposal.base_revision,
      )
      const shown = (version: StoredVersion | undefined) => (version ? told(version) : null)
      const proposed = base && content.act === 'change' ? told({ ...base, ...content.changes }) : null
      return {
        proposal,
        content,
        base: shown(base),
        present: shown(present),
        proposed,
        evidence,
        findings: [],
      }
    })
  }

  /**
   * Completes a returned proposal, as who sent it; it is open again and keeps its place in the queue. Throws {@link Refusal}:
   * `unknown-proposal` for one that the sender does not see, `not-your-role`, `wrong-state` unless it was returned, `changed` where the proposal or the address is
   * another than the sender has seen, `findings`, and as the change does.
   *
   * @param actor undefined for who has shown the receipt of a declaration that nobody's account made
   * @param revision of the proposal that the sender has seen
   */
  async amend(
    actor: Actor | undefined,
    id: string,
    revision: number,
    amendment: Amendment,
  ): Promise<StoredProposal> {
    const found = await this.#people.read((tx) => proposalOf(tx, id))
    if (!isAuthor(actor, found)) {
      if (actor !== undefined && !isSettler(actor, found)) throw unknownProposal(id)
      throw new Refusal('not-your-role', {
        vi: 'Chỉ người đã gửi mới bổ sung được.',
        en: 'Only who sent it amends it.',
      })
    }
    if (found.state !== 'returned') throw wrongState(found.state, 'open')
    if (found.revision !== revision) throw changedProposal(found, revision, amendment)
    const { content, place, kind, base_revision } = await this.#amended(actor, found, amendment)
    const { commune_code, hamlet, lon, lat } = place
    const written = {
      ...{ kind, base_revision, commune_code, hamlet, lon, lat },
      changes: JSON.stringify(content),
      text: amendment.text ?? found.text,
      reason: amendment.reason ?? found.reason,
    }
    return this.#people.write(async ({ proposals }) => {
      if (!(await proposals.amend(id, revision, written)))
        throw changedProposal(await proposalOf({ proposals }, id), revision, amendment)
      return proposalOf({ proposals }, id)
    })
  }

  /** What it is then, checked as when it was sent. */
  async #amended(
    actor: Actor | undefined,
    found: StoredProposal,
    { changes, reason, baseRevision }: Amendment,
  ) {
    const content = contentOf(found)
    const same = { place: found, kind: found.kind, base_revision: found.base_revision }
    if (content.act === 'declare') {
      const draft = { ...content.draft, ...changes } as typeof content.draft
      await this.#store.write((tx) => chainOf(tx, draft.commune_code))
      return { ...same, content: { ...content, draft }, place: draft }
    }
    if (content.act === 'change' && actor !== undefined) {
      const all = { ...content.changes, ...changes }
      const base = baseRevision ?? (found.base_revision as number)
      const { present, waits } = await this.#store.write((tx) =>
        checkChange(tx, actor, found.subject as string, base, all),
      )
      const kind: ProposalKind = waits ?? found.kind
      return {
        kind,
        base_revision: base,
        content: { ...content, changes: all },
        place: { ...present, ...all },
      }
    }
    if (changes !== undefined && Object.keys(changes).length > 0) throw noFields(found)
    return { ...same, content: withReason(content, reason) }
  }
}

function isAuthor(actor: Actor | undefined, { person }: StoredProposal): boolean {
  return person === (actor?.person ?? null)
}

/** Whether somebody settles proposals of its area, and so sees it. */
function isSettler({ roles, area }: Actor, { commune_code, hamlet }: StoredProposal): boolean {
  return SETTLERS.some((role) => roles.has(role)) && isInArea(area, { commune_code, hamlet_uid: hamlet })
}

/** The reason stands in what is done, too. */
function withReason(content: ProposalContent, reason: string | undefined): ProposalContent {
  if (reason === undefined) return content
  if (content.act === 'transition') return { ...content, particulars: { ...content.particulars, reason } }
  if (content.act === 'merge') return { ...content, merge: { ...content.merge, reason } }
  if (content.act === 'split') return { ...content, split: { ...content.split, reason } }
  return content
}

function unknownProposal(id: string): Refusal {
  return new Refusal('unknown-proposal', {
    vi: `Không có đề nghị nào mang id "${id}".`,
    en: `No proposal has the id "${id}".`,
  })
}

function changedProposal(theirs: StoredProposal, revision: number, yours: unknown): Refusal {
  return new Refusal(
    'changed',
    {
      vi: `Đề nghị đã thay đổi: bản gửi dựa trên lần sửa ${revision}, nay là ${theirs.revision}.`,
      en: `The proposal has changed: what was sent is based on revision ${revision}, now it is ${theirs.revision}.`,
    },
    {
      versions: {
        yours,
        theirs: { revision: theirs.revision, state: theirs.state, content: contentOf(theirs) },
      },
    },
  )
}
