import type { QueueStart } from '../../store/engines/queue-pages.ts'
import type { ReportKind, ReportState, ReportTable } from '../../store/people/doors/door-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { ProposalKind, ProposalState, StoredProposal } from '../../store/people/people-tables.ts'
import type { FindingKind, FindingState, StoredFinding } from '../../store/registry/desk/desk-tables.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { mustHaveRole } from '../actions/guards.ts'
import type { Actor, Role } from '../actor.ts'
import { queueArea } from './queue-area.ts'

const PROPOSALS = [
  'declaration',
  'correction',
  'move',
  'merge',
  'split',
  'retire',
  'restore',
] as const satisfies readonly ProposalKind[]
const FINDINGS = ['finding', 'duplicate', 'sent-back'] as const satisfies readonly FindingKind[]
/** What is reported: each kind stands in the queue as a report. */
export const REPORT_KINDS = [
  'wrong-place',
  'wrong-content',
  'not-there',
  'missing',
  'duplicate',
  'personal-data',
  'other',
  'objection',
] as const satisfies readonly ReportKind[]
const REPORT_STATES: readonly ReportState[] = ['open', 'accepted', 'rejected']
const FINDING_STATES: readonly FindingState[] = ['open', 'accepted']

/** Kinds of what waits at a desk. */
export const QUEUE_KINDS = [...PROPOSALS, 'report', ...FINDINGS] as const
export type QueueKind = (typeof QUEUE_KINDS)[number]

/** States of what waits. */
export const QUEUE_STATES = [
  'open',
  'returned',
  'settling',
  'accepted',
  'rejected',
  'withdrawn',
] as const satisfies readonly ProposalState[]

/** Who settles what waits in an area, and who only reads what the rules find, everywhere. */
const SETTLERS: readonly Role[] = ['collector', 'officer', 'verifier']
const READERS: readonly Role[] = ['coordinator', 'auditor']

/** Something that waits: a proposal, a finding about addresses of the record, or what somebody reported. */
export type QueueItem =
  | { readonly source: 'finding'; readonly row: StoredFinding }
  | { readonly source: 'proposal'; readonly row: StoredProposal }
  | { readonly source: 'report'; readonly row: ReportTable }

/** Behind which item a page begins. */
export interface QueueCursor {
  readonly source: QueueItem['source']
  readonly at: string
  readonly id: string
  readonly commune: string
}

export interface QueueQuestion {
  /** Kinds that are listed; all where absent. */
  readonly kinds?: readonly QueueKind[] | undefined
  /** A commune of the actor's area; all of it where absent. */
  readonly commune?: string | undefined
  readonly state: ProposalState
  readonly newestFirst: boolean
  readonly after?: QueueCursor | undefined
  readonly limit: number
}

export interface QueueAnswer {
  readonly items: readonly QueueItem[]
  /** How many wait of each kind, whichever is asked for; null where it cannot be said. */
  readonly counts: Readonly<Record<QueueKind, number | null>>
  /** Behind the last one of these; undefined where there are no more. */
  readonly next: QueueCursor | undefined
}

/** What waits in an actor's area: proposals and reports beside the record, findings of the record, as one list in the order of time. */
export class Queue {
  readonly #store: RegistryStore
  readonly #people: PeopleStore | undefined

  /** @param people what is kept beside the record; without it proposals and reports are not told */
  constructor(store: RegistryStore, people: PeopleStore | undefined) {
    this.#store = store
    this.#people = people
  }

  /** A page. Throws {@link Refusal}: `not-your-role`, `outside-area`. */
  async page(actor: Actor, question: QueueQuestion): Promise<QueueAnswer> {
    mustHaveRole(actor, [...SETTLERS, ...READERS], 'queue')
    const { kinds, state, newestFirst, after, limit } = question
    const isAsked = (each: QueueKind) => kinds === undefined || kinds.includes(each)
    const settles = SETTLERS.some((role) => actor.roles.has(role))
    const area = queueArea(actor, settles, question.commune)
    const page = { area, newestFirst, limit: limit + 1 }
    const findings = FINDINGS.filter(isAsked)
    const proposals = PROPOSALS.filter(isAsked)
    const counts = new Map<string, number | null>()
    const found = await this.#store.read(async (tx) => {
      if (!isFindingState(state)) return []
      for (const [each, count] of await tx.findings.counts(area, state)) counts.set(each, count)
      const start = startOf('finding', after, newestFirst)
      return findings.length === 0 ? [] : tx.findings.page({ ...page, kinds: findings, state, start })
    })
    const waiting = await this.#people?.read(async (tx) => {
      if (!settles) return []
      for (const [each, count] of await tx.queue.counts(area, state)) counts.set(each, count)
      const start = startOf('proposal', after, newestFirst)
      return proposals.length === 0 ? [] : tx.queue.page({ ...page, kinds: proposals, state, start })
    })
    const reported = await this.#people?.read(async ({ reports }) => {
      if (!settles || !isReportState(state)) return []
      counts.set('report', await reports.count(area, state))
      if (!isAsked('report')) return []
      const start = startOf('report', after, newestFirst)
      return reports.page({ ...page, kinds: REPORT_KINDS, state, start })
    })
    if (waiting === undefined || !settles) for (const each of [...PROPOSALS, 'report']) counts.set(each, null)
    const items = merged(
      [
        ...found.map((row) => ({ source: 'finding' as const, row })),
        ...(waiting ?? []).map((row) => ({ source: 'proposal' as const, row })),
        ...(reported ?? []).map((row) => ({ source: 'report' as const, row })),
      ],
      newestFirst,
    )
    const shown = items.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: shown,
      counts: Object.fromEntries(
        QUEUE_KINDS.map((each) => [each, tell(counts.get(each))]),
      ) as QueueAnswer['counts'],
      next: items.length > limit && last ? cursorOf(last) : undefined,
    }
  }
}

function tell(count: number | null | undefined): number | null {
  return count === undefined ? 0 : count
}

function isFindingState(state: ProposalState): state is FindingState & ProposalState {
  return (FINDING_STATES as readonly string[]).includes(state)
}

function isReportState(state: ProposalState): state is ReportState & ProposalState {
  return (REPORT_STATES as readonly string[]).includes(state)
}

/** Items of one moment are in the order of their sources, then of their ids. */
function startOf(
  source: QueueItem['source'],
  after: QueueCursor | undefined,
  newestFirst: boolean,
): QueueStart | undefined {
  if (after === undefined) return undefined
  const { at, id, commune } = after
  if (after.source === source) return { at, within: { id, commune } }
  return { at, within: source > after.source === newestFirst ? 'none' : 'all' }
}

/** The lists, one behind another, as one; each is in the order of the whole. */
function merged(items: QueueItem[], newestFirst: boolean): QueueItem[] {
  const sign = newestFirst ? -1 : 1
  return items.sort((a, b) => {
    const [one, other] = [cursorOf(a), cursorOf(b)]
    // Within one source they are in order: sorting is stable.
    return sign * (compare(one.at, other.at) || compare(one.source, other.source))
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function cursorOf({ source, row }: QueueItem): QueueCursor {
  const at = 'at' in row ? row.at : row.created_at
  return { source, at, id: row.id, commune: row.commune_code }
}
