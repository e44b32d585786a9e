import type { ComponentFieldsSent, ComponentOutcome } from '../../src/registry/components/components.ts'
import { Components } from '../../src/registry/components/components.ts'
import type { MadeComponent } from '../../src/registry/components/make-component.ts'
import { COMMUNES, type TestRegistry } from './registry-engines.ts'

const [HERE] = COMMUNES

/** Hamlets and streets of a registry. */
export function componentsOf({ store }: TestRegistry, now?: () => Date): Components {
  return new Components({ store, ...(now && { now }) })
}

/** A hamlet to create, with overrides. */
export function hamlet(name: string, more: Partial<ComponentFieldsSent> = {}): ComponentFieldsSent {
  return {
    name,
    type: 'khu phố',
    commune_code: HERE,
    former_commune_code: null,
    lon: 106.41,
    lat: 10.53,
    ...more,
  }
}

/** What was made at once. */
export async function madeComponent(change: Promise<ComponentOutcome>): Promise<MadeComponent> {
  const outcome = await change
  if ('version' in outcome) return outcome
  throw new Error(`nothing was made: ${JSON.stringify(outcome)}`)
}
