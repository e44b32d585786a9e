import type { StoredBatch } from '../../store/people/batches/batch-tables.ts'
import type { PeopleTransaction } from '../../store/people/people-store.ts'
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

/** Opens the proposals of a round's rows, in the name of who sent the batch. */
export async function openProposals(
  { batches, proposals }: PeopleTransaction,
  { id, name, account, person, office }: StoredBatch,
  round: string,
  now: Date,
): Promise<void> {
  for (const row of await batches.proposed(id, round)) {
    const { kind, changes, base, lon, lat } = JSON.parse(row.proposed as string) as Kept
    const content: ProposalContent = { act: 'change', changes }
    await proposals.add({
      id: row.proposal as string,
      kind,
      subject: row.uid,
      base_revision: base,
      commune_code: row.commune_code,
      hamlet: row.hamlet,
      changes: JSON.stringify(content),
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
