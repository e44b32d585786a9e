import { mustBeFilled, type Seen } from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { WaitsForAnother } from '../proposals/proposal-draft.ts'
import { mustHaveNoErrors } from '../refusal.ts'
import type { KeyedRequest } from '../requests.ts'
import { type Outcome, Writes, type WritesParts } from '../writes.ts'
import { checkSupplements, takeSupplements } from './change-supplements.ts'
import type { SupplementChanges } from './supplement-drafts.ts'
import { type Rules, supplementFindings } from './supplement-findings.ts'

export interface AddressSupplementsParts extends WritesParts {
  /** What is wrong with an address before it is written; errors refuse it. */
  readonly findings?: Rules | undefined
}

/** Further positions, names and units of addresses. */
export class AddressSupplements {
  readonly #writes: Writes
  readonly #rules: Rules

  constructor({ findings = async () => [], ...parts }: AddressSupplementsParts) {
    this.#writes = new Writes(parts)
    this.#rules = findings
  }

  /**
   * Changes what an address has beside its columns, as a new version; of a certified address it waits for another person.
   * Throws {@link Refusal} as {@link checkSupplements} does, and `findings` where something of it is wrong.
   */
  change(
    actor: Actor,
    { uid, revision }: Seen,
    changes: SupplementChanges,
    { reason, request }: { reason?: string | undefined; request?: KeyedRequest | undefined } = {},
  ): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const { present, before, applied, waits } = await checkSupplements(tx, actor, uid, revision, changes)
      const { held, main } = applied
      const address = { ...present, ...main }
      const ofMain = main === undefined ? [] : await this.#rules(address)
      const findings = mustHaveNoErrors([
        ...ofMain,
        ...(await supplementFindings(address, before, held, this.#rules)),
      ])
      if (waits) {
        mustBeFilled({ action: 'changed', needs: ['reason'] }, { reason })
        const content = { act: 'supplements', changes } as const
        throw new WaitsForAnother({ kind: 'correction', subject: present, place: address, content, reason })
      }
      return { ...(await takeSupplements(tx, actor, present, changes, now, { reason })), findings }
    })
  }
}
