import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { ProposalState, StoredProposal } from '../../store/people/people-tables.ts'
import type { Settlement } from '../../store/people/proposal-rows.ts'
import { mustBeInArea, wrongState } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'

/** A proposal that nobody has settled. */
export const NOT_SETTLED = {
  settled_account: null,
  settled_person: null,
  settled_office: null,
  settle_reason: null,
  settle_text: null,
  ended_at: null,
} as const

/** Who settles, as it is written with the proposal. */
export function settledBy(actor: Actor | undefined): Settlement {
  return {
    settled_account: actor?.account ?? null,
    settled_person: actor?.person ?? null,
    settled_office: actor?.office ?? null,
  }
}

/**
 * Leads a proposal to another state in the name of an actor in whose area it waits. Throws {@link Refusal}.
 *
 * @param check throws where this actor may not
 */
export function leadInArea(
  people: PeopleStore,
  actor: Actor,
  id: string,
  from: readonly ProposalState[],
  to: ProposalState,
  settlement: Settlement,
  check: (found: StoredProposal) => void,
): Promise<StoredProposal> {
  return people.write(async (tx) => {
    const found = await proposalOf(tx, id)
    check(found)
    mustBeInArea(actor, { commune_code: found.commune_code, hamlet_uid: found.hamlet })
    return leadFrom(tx, found, from, to, { ...settledBy(actor), ...settlement })
  })
}

/** The proposal of an id; throws {@link Refusal} `unknown-proposal`. */
export async function proposalOf(
  { proposals }: Pick<PeopleTransaction, 'proposals'>,
  id: string,
): Promise<StoredProposal> {
  const found = await proposals.byId(id)
  if (found !== undefined) return found
  throw new Refusal('unknown-proposal', {
    vi: `Không có đề nghị nào mang id "${id}".`,
    en: `No proposal has the id "${id}".`,
  })
}

/** Leads a proposal from one of some states to another; throws {@link Refusal} `wrong-state` that names both. */
export async function leadFrom(
  { proposals }: Pick<PeopleTransaction, 'proposals'>,
  found: StoredProposal,
  from: readonly ProposalState[],
  to: ProposalState,
  settlement: Settlement,
): Promise<StoredProposal> {
  if (!from.includes(found.state)) throw wrongState(found.state, to)
  if (await proposals.lead(found.id, [found.state], to, settlement))
    return { ...found, ...settlement, state: to }
  const now = await proposalOf({ proposals }, found.id)
  throw wrongState(now.state, to)
}
