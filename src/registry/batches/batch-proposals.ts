import type { StoredBatch } from '../../store/people/batches/batch-tables.ts'
import type { PeopleTransaction } from '../../store/people/people-store.ts'
import type { AddressChanges } from '../actions/change-address.ts'
import { NOT_SETTLED } from '../proposals/lead-proposal.ts'
import type { ProposalContent } from '../proposals/proposal-draft.ts'
import type { BatchProposal } from './settle-row.ts'

/** What is kept of a row's proposal until its round is confirmed. */
type Kept = Pick<BatchProposal, 'kind' | 'changes'> & { base: number; lon: number | null; lat: number | null }

/** The proposal of a row as it is kept until its round is confirmed, JSON. */
export function keptProposal({ kind, present, changes }: BatchProposal): string {
  const { lon, lat } = { ...present, ...changes }
  const kept: Kept = { kind, changes, base: present.revision, lon, lat }
  return JSON.stringify(kept)
}

/** What a row proposes, so that the same is not proposed twice. */
function proposalKey(uid: string, base: number | null, changes: string): string {
  return `${uid} ${base} ${changes}`
}

function changesOf(changes: AddressChanges): string {
  const content: ProposalContent = { act: 'change', changes }
  return JSON.stringify(content)
}

/** Tells whether somebody has proposed the same of an address, as with the same file before, and nobody has settled it. */
export async function proposedBefore(
  { proposals }: PeopleTransaction,
  uids: readonly string[],
): Promise<(proposal: BatchProposal) => boolean> {
  const open = await proposals.openOf(uids)
  const keys = new Set(
    open.map(({ subject, base_revision, changes }) => proposalKey(subject ?? '', base_revision, changes)),
  )
  return ({ present, changes }) => keys.has(proposalKey(present.uid, present.revision, changesOf(changes)))
}

/** Opens the proposals of a round's rows, in the name of who sent the batch. */
export async function openProposals(
  { batches, proposals }: PeopleTransaction,
  { id, name, account, person, office }: StoredBatch,
  round: string,
  now: Date,
): Promise<void> {
  for (const row of await batches.proposed(id, round)) {
    const { kind, changes, base, lon, lat } = JSON.parse(row.proposed as string) as Kept
    await proposals.add({
      id: row.proposal as string,
      kind,
      subject: row.uid,
      base_revision: base,
      commune_code: row.commune_code,
      hamlet: row.hamlet,
      changes: changesOf(changes),
      lon,
      lat,
      text: null,
      reason: `${name}, dòng ${row.line} · ${name}, line ${row.line}`.slice(0, LONGEST_REASON),
      account,
      person,
      office,
      state: 'open',
      event: null,
      ...NOT_SETTLED,
      created_at: now.toISOString(),
    })
  }
}

const LONGEST_REASON = 200

/** Withdraws the proposals of a batch that nobody has settled; returns how many. */
export async function withdrawProposals(
  { batches, proposals }: PeopleTransaction,
  { id }: StoredBatch,
  now: Date,
): Promise<number> {
  let withdrawn = 0
  const settlement = { ended_at: now.toISOString() }
  for (const proposal of await batches.proposals(id))
    if (await proposals.lead(proposal, ['open', 'returned'], 'withdrawn', settlement)) withdrawn++
  return withdrawn
}
