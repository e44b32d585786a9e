import { type AddressStatus, CERTIFIED_STATUSES } from '../store/layout/address-status.ts'
import type { Role } from './actor.ts'

/** What a step asks for beside the address itself. */
export type Particular = 'method' | 'date' | 'decision' | 'reason' | 'text' | 'successors'

export interface Step {
  readonly action: string
  /** States it leads from; `none` stands for an address that is not there yet. */
  readonly from: readonly (AddressStatus | 'none')[]
  readonly to: AddressStatus
  /** Who may take it, of the address's area. */
  readonly by: readonly Role[]
  readonly needs: readonly Particular[]
  /** Whether whoever takes it must have contributed to no version since the last verified one. */
  readonly anotherPerson: boolean
  /** Whether it waits, as a proposal, until a verifier who is another person agrees. */
  readonly proposed: boolean
}

const step = (
  action: string,
  from: Step['from'],
  to: AddressStatus,
  by: Step['by'],
  more: Partial<Pick<Step, 'needs' | 'anotherPerson' | 'proposed'>> = {},
): Step => ({ action, from, to, by, needs: [], anotherPerson: false, proposed: false, ...more })

/** Who proposes a change of what is certified. */
export const PROPOSERS: readonly Role[] = ['officer', 'verifier']

/** Every way of an address through its states; what is not here is refused. */
export const LIFE_CYCLE: readonly Step[] = [
  step('created', ['none', 'reserved'], 'created', ['collector', 'officer']),
  step('reserved', ['none'], 'reserved', ['officer']),
  step('sent-back', ['created'], 'created', ['verifier'], { needs: ['reason'] }),
  step('verified', ['created'], 'verified', ['verifier'], { needs: ['method', 'date'], anotherPerson: true }),
  step('made-official', ['verified'], 'official', ['verifier'], { needs: ['decision'] }),
  step('retired', ['created', 'alternative', 'reserved'], 'retired', ['officer'], { needs: ['reason'] }),
  step('retired', CERTIFIED_STATUSES, 'retired', PROPOSERS, { needs: ['reason'], proposed: true }),
  step('restored', ['retired'], 'created', ['officer'], { needs: ['reason'] }),
  step('restored', ['retired'], 'verified', PROPOSERS, { needs: ['reason'], proposed: true }),
  step('restored', ['retired'], 'official', PROPOSERS, { needs: ['reason'], proposed: true }),
]

/** The step between two states; undefined where there is none. */
export function stepBetween(from: AddressStatus | 'none', to: AddressStatus): Step | undefined {
  return LIFE_CYCLE.find((each) => each.to === to && each.from.includes(from))
}
