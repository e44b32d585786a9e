import type { AddressReply, Opened, ProposalReply, QueueItem } from '../desk-types.ts'
import type { Line } from '../line.ts'

const PROPOSED: ReadonlySet<string> = new Set([
  'declaration',
  'correction',
  'move',
  'merge',
  'split',
  'retire',
  'restore',
])

/** Whether an item is a proposal. */
export function isProposal({ kind }: QueueItem): boolean {
  return PROPOSED.has(kind)
}

/** Asks for all that is known of an item. Throws as {@link Line.ask}. */
export async function openItem(line: Line, item: QueueItem, signal: AbortSignal): Promise<Opened> {
  if (isProposal(item)) {
    const { body: proposal } = await line.ask<ProposalReply>(`/v1/proposals/${item.id}`, { signal })
    const { present, proposed } = proposal.versions
    const address = item.kind === 'declaration' ? proposed : (present ?? proposed)
    return { item, proposal, findings: proposal.findings, ...(address && { address }) }
  }
  const [first, second] = await Promise.all(
    item.addresses.slice(0, 2).map((id) => line.ask<AddressReply>(`/v1/items/address/${id}`, { signal })),
  )
  return {
    item,
    findings: first?.body.findings ?? [],
    ...(first && { address: first.body.address }),
    ...(second && { other: second.body.address }),
  }
}

/** Whether somebody has settled it since it was listed. */
export function isSettled({ item, proposal, findings }: Opened): boolean {
  if (proposal !== undefined) return proposal.state !== 'open'
  if (item.rule === undefined) return false
  return !findings.some(({ id, state }) => id === item.id && state === 'open')
}
