import type { AddressStatus } from '../../store/layout/address-status.ts'
import type { ProposalKind, StoredProposal } from '../../store/people/people-tables.ts'
import type { AddressVersion, StoredVersion } from '../../store/registry/address-version.ts'
import type { AddressChanges } from '../actions/change-address.ts'
import type { AddressDraft } from '../actions/create-address.ts'
import type { Particulars } from '../actions/guards.ts'
import type { Merge } from '../actions/merge-addresses.ts'
import type { Split } from '../actions/split-address.ts'
import type { Located } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import type { SupplementChanges } from '../supplements/supplement-drafts.ts'

/** What is done when somebody agrees. */
export type ProposalContent =
  | { readonly act: 'declare'; readonly draft: Omit<AddressDraft, 'uid'> }
  | { readonly act: 'change'; readonly changes: AddressChanges }
  | { readonly act: 'transition'; readonly to: AddressStatus; readonly particulars: Particulars }
  | { readonly act: 'merge'; readonly merge: Merge }
  | { readonly act: 'split'; readonly split: Split }
  | { readonly act: 'undo'; readonly event: string }
  | { readonly act: 'supplements'; readonly changes: SupplementChanges }

/** A proposal before it has an id and a proposer. */
export interface ProposalDraft {
  readonly kind: ProposalKind
  /** The address that it is about, as it is now; undefined for a declaration. */
  readonly subject: StoredVersion | undefined
  /** Where the address is to stand: that area's people settle it. */
  readonly place: Located & Pick<AddressVersion, 'lon' | 'lat'>
  readonly content: ProposalContent
  readonly reason: string | undefined
}

/** Thrown out of a transaction of the record that finds that its change waits for another person: nothing of it is kept. */
export class WaitsForAnother extends Error {
  constructor(readonly draft: ProposalDraft) {
    super(`a ${draft.kind} waits for another person`)
  }
}

/** What a stored proposal would do. */
export function contentOf({ changes }: StoredProposal): ProposalContent {
  return JSON.parse(changes) as ProposalContent
}

/** How many addresses a proposal creates. */
export function createdBy(content: ProposalContent): number {
  if (content.act === 'declare') return 1
  return content.act === 'split' ? content.split.parts.length : 0
}

/** The refusal of fields for a proposal that changes none. */
export function noFields({ kind }: StoredProposal): Refusal {
  const vi = `Đề nghị loại "${kind}" không sửa trường nào của địa chỉ: không sửa hay bổ sung trường được.`
  const en = `A proposal of the kind "${kind}" changes no fields: none are set right or amended.`
  return new Refusal(
    'findings',
    { vi, en },
    { findings: [{ rule: 'unknown-field', severity: 'error', path: 'changes', message: { vi, en } }] },
  )
}
