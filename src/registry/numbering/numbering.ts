import { setImmediate } from 'node:timers/promises'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { takeChange } from '../actions/change-address.ts'
import { mustBeFilled, mustHaveRole } from '../actions/guards.ts'
import { type Part, writeTogether } from '../actions/write-together.ts'
import type { Actor } from '../actor.ts'
import { queueArea } from '../desk/queue-area.ts'
import type { Sent } from '../registry.ts'
import type { Repeated } from '../requests.ts'
import { type Outcome, Writes } from '../writes.ts'
import { nothingToNumber, planChanged } from './numbering-refusals.ts'
import { type PlacesToNumber, placesToNumber } from './places-to-number.ts'
import { type NumberingOrder, type NumberingPlan, planNumbers } from './plan-numbers.ts'

/** Versions written before others in this process have their turn. */
const TURN = 50

/** Numbers a street or hamlet in one gesture: told first, then written as told, all of it or nothing. */
export class Numbering {
  readonly #store: RegistryStore
  readonly #writes: Writes

  constructor({ store, now }: { store: RegistryStore; now?: () => Date }) {
    this.#store = store
    this.#writes = new Writes({ store, now })
  }

  /** The streets and hamlets of a commune of the actor's area, with how much there is to number. Throws {@link Refusal}. */
  async places(actor: Actor, commune: string): Promise<PlacesToNumber> {
    mustHaveRole(actor, ['officer'], 'number')
    queueArea(actor, true, commune)
    return this.#store.read((tx) => placesToNumber(tx, commune))
  }

  /** Which address would get which number. Throws {@link Refusal}: `findings` for what cannot be numbered so. */
  plan(actor: Actor, order: NumberingOrder): Promise<NumberingPlan> {
    return this.#store.read((tx) => planNumbers(tx, actor, order))
  }

  /**
   * Gives the numbers of a plan: a version and an event each, in one transaction; undoing the first one's event takes all back.
   * Throws {@link Refusal} `changed` when the plan is another one by now.
   *
   * @param tag of the plan that the sender has seen
   */
  apply(
    actor: Actor,
    order: NumberingOrder,
    tag: string,
    { reason, request }: Sent = {},
  ): Promise<{ plan: NumberingPlan; event: string } | Repeated> {
    let plan: NumberingPlan | undefined
    const done = this.#writes.once(actor, request, async (tx, now) => {
      plan = await planNumbers(tx, actor, order)
      if (plan.tag !== tag) throw planChanged()
      if (plan.items.length === 0) throw nothingToNumber()
      if (plan.items.some(({ before }) => before !== null))
        mustBeFilled({ action: 'changed', needs: ['reason'] }, { reason })
      const present = await tx.sets.hold(plan.items.map(({ uid }) => uid))
      let written = 0
      const parts = plan.items.map(({ uid, revision, house_number }): Part => {
        const version = present.get(uid)
        // It has changed between the plan and its being held.
        if (version?.revision !== revision) throw planChanged()
        return {
          uid,
          commune_code: version.commune_code,
          write: async (facts) => {
            if (++written % TURN === 0) await setImmediate()
            return takeChange(tx, actor, version, { house_number }, now, facts)
          },
        }
      })
      return writeTogether(parts[0] as Part, parts.slice(1), { reason, details: { numbered: parts.length } })
    })
    return done.then((made: Outcome) => {
      if ('repeated' in made) return made
      if (!('event' in made) || plan === undefined) throw new Error('a numbering waits for nobody')
      return { plan, event: made.event }
    })
  }
}
