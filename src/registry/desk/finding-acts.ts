import type { StoredFinding } from '../../store/registry/desk/desk-tables.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { AddressChanges } from '../actions/change-address.ts'
import { addressOf, mustBeCurrent, mustHaveRole, WRITERS } from '../actions/guards.ts'
import { type Actor, isInArea } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import type { Outcome, Registry, Sent } from '../registry.ts'

/** Columns that a repair may write: those of a change. */
const REPAIRED: ReadonlySet<string> = new Set<keyof AddressChanges>([
  'name',
  'house_number',
  'street',
  'hamlet',
  'group_name',
  'commune_code',
  'former_commune_code',
  'postcode',
  'position',
  'raw_text',
  'ndas',
  'lon',
  'lat',
])

export interface FindingActsParts {
  readonly store: RegistryStore
  readonly registry: Pick<Registry, 'change'>
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** What is done with a finding of the record: said to be right, asked again, or mended as it proposes. */
export class FindingActs {
  readonly #store: RegistryStore
  readonly #registry: Pick<Registry, 'change'>
  readonly #now: () => Date

  constructor({ store, registry, now = () => new Date() }: FindingActsParts) {
    this.#store = store
    this.#registry = registry
    this.#now = now
  }

  /**
   * Says that a finding is right as it is, with why; it stays settled until a value changes that it was found from. Or takes
   * that back. Throws {@link Refusal}: `unknown-finding`, `not-your-role`, `missing-particulars`,
   * `wrong-state` for an error, which is settled by mending alone.
   */
  async accept(
    actor: Actor,
    id: string,
    accepted: boolean,
    reason: string | undefined,
  ): Promise<StoredFinding> {
    return this.#store.write(async (tx) => {
      const found = await findingOf(tx, actor, id)
      mustHaveRole(actor, PROPOSERS, 'finding: accepted')
      if (!isSettleable(found))
        throw new Refusal('wrong-state', {
          vi: `Phát hiện "${found.rule}" (${found.severity}) không đóng bằng xác nhận: hãy sửa địa chỉ.`,
          en: `The finding "${found.rule}" (${found.severity}) is not settled by saying that it is right: mend the address.`,
        })
      if (accepted && !reason?.trim())
        throw new Refusal('missing-particulars', {
          vi: 'Xác nhận một phát hiện là đúng cần lý do (reason).',
          en: 'Saying that a finding is right needs a reason.',
        })
      const { subject, rule, values_hash } = found
      const { account, person, office } = actor
      const at = this.#now().toISOString()
      if (accepted)
        await tx.acceptedFindings.accept({
          key: id,
          subject,
          rule,
          values_hash,
          account,
          person,
          office,
          reason: reason as string,
          at,
        })
      else await tx.acceptedFindings.withdraw(id)
      const state = accepted ? 'accepted' : 'open'
      await tx.findings.setState(id, state)
      return { ...found, state }
    })
  }

  /**
   * Makes the change that a finding proposes, with the rights that the change needs; of a certified address it waits for
   * another person. Throws {@link Refusal}: `unknown-finding`, `changed`, `not-repairable`, and as a change does.
   *
   * @param revision of the address that the sender has seen; the repair was found at one
   */
  async repair(actor: Actor, id: string, revision: number, sent: Sent = {}): Promise<Outcome> {
    const { found, changes } = await this.#store.write(async (tx) => {
      const found = await findingOf(tx, actor, id)
      const changes = repairOf(found)
      const present = await addressOf(tx, found.subject)
      mustBeCurrent(present, revision, changes)
      // What it proposes was made for the version at which it was found.
      mustBeCurrent(present, found.revision, changes)
      return { found, changes }
    })
    const reason = sent.reason ?? found.rule
    const outcome = await this.#registry.change(actor, found.subject, revision, changes, { ...sent, reason })
    // What the change leaves of it is found again behind it.
    if ('version' in outcome)
      await this.#store.write(async (tx) => tx.findings.remove(await tx.findings.byId(id)))
    return outcome
  }
}

/** Whether saying that it is right settles a finding: one that a rule only suspects. */
function isSettleable({ kind, severity }: StoredFinding): boolean {
  return kind !== 'sent-back' && severity !== 'error'
}

/** The finding of an id in a queue of the actor's area; nobody else is told that there is one. */
async function findingOf(tx: RegistryTransaction, actor: Actor, id: string): Promise<StoredFinding> {
  mustHaveRole(actor, WRITERS, 'finding')
  const rows = await tx.findings.byId(id)
  const found = rows.find((row) => isInArea(actor.area, { ...row, hamlet_uid: row.hamlet }))
  if (found !== undefined) return found
  throw new Refusal('unknown-finding', {
    vi: `Không có phát hiện nào mang id "${id}" trong địa bàn của tài khoản này.`,
    en: `No finding in the area of this account has the id "${id}".`,
  })
}

/** What a finding proposes; throws {@link Refusal} `not-repairable` where that is nothing that a change may write. */
function repairOf({ rule, repair }: StoredFinding): AddressChanges {
  const values: Record<string, unknown> = repair === null ? {} : JSON.parse(repair)
  const columns = Object.keys(values)
  if (columns.length > 0 && columns.every((column) => REPAIRED.has(column))) return values as AddressChanges
  throw new Refusal('not-repairable', {
    vi: `Phát hiện "${rule}" không kèm cách sửa tự động: hãy sửa địa chỉ bằng tay.`,
    en: `The finding "${rule}" brings no repair that applies by itself: mend the address by hand.`,
  })
}
