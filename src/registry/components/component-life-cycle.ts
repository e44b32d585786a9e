import type { ComponentStatus } from '../../store/registry/components/component-version.ts'
import type { Role } from '../actor.ts'
import type { Particular } from '../life-cycle.ts'

/** What is done with hamlets and streets. */
export type ComponentAction = 'created' | 'renamed' | 'changed' | 'merged' | 'ended'

export interface ComponentStep {
  readonly action: ComponentAction
  /** State it leads from; `none` stands for one that is not there yet. */
  readonly from: ComponentStatus | 'none'
  readonly to: ComponentStatus
  /** Who may take it, of the commune. */
  readonly by: readonly Role[]
  readonly needs: readonly Particular[]
  /** Who may take it where certified addresses bear the name, and what it needs then beside: their texts change by it. */
  readonly certified: { readonly by: readonly Role[]; readonly needs: readonly Particular[] }
}

const OFFICE: readonly Role[] = ['officer', 'verifier']
const FREELY = { by: OFFICE, needs: [] } as const
/** A people's council decides on names and bounds of hamlets, and on names of streets. */
const DECIDED = { by: ['verifier'], needs: ['decision'] } as const

/** Every way of a hamlet or street; what is not here is refused. What has ended comes back by undoing the event. */
export const COMPONENT_LIFE_CYCLE: readonly ComponentStep[] = [
  { action: 'created', from: 'none', to: 'created', by: OFFICE, needs: [], certified: FREELY },
  { action: 'changed', from: 'created', to: 'created', by: OFFICE, needs: [], certified: FREELY },
  { action: 'renamed', from: 'created', to: 'created', by: OFFICE, needs: ['reason'], certified: DECIDED },
  { action: 'merged', from: 'created', to: 'merged', by: OFFICE, needs: ['reason'], certified: DECIDED },
  { action: 'ended', from: 'created', to: 'ended', by: OFFICE, needs: ['reason'], certified: DECIDED },
]

/** The step of an action. */
export function componentStep(action: ComponentAction): ComponentStep {
  return COMPONENT_LIFE_CYCLE.find((step) => step.action === action) as ComponentStep
}
