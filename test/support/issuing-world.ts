import { createSecretKey } from 'node:crypto'
import { actorOfAccount } from '../../src/registry/accounts/actor-of-account.ts'
import { Audit } from '../../src/registry/accounts/audit.ts'
import { AccountCare } from '../../src/registry/accounts/issuing/account-care.ts'
import type { AccountDraft } from '../../src/registry/accounts/issuing/account-draft.ts'
import { Activation } from '../../src/registry/accounts/issuing/activation.ts'
import { Administrators } from '../../src/registry/accounts/issuing/administrators.ts'
import { Approvals } from '../../src/registry/accounts/issuing/approvals.ts'
import { Issuing } from '../../src/registry/accounts/issuing/issuing.ts'
import { Offices } from '../../src/registry/accounts/issuing/offices.ts'
import { Places } from '../../src/registry/accounts/issuing/places.ts'
import { Slips } from '../../src/registry/accounts/issuing/slips.ts'
import { AccountUndo } from '../../src/registry/accounts/limits/account-undo.ts'
import type { Actor, Role } from '../../src/registry/actor.ts'
import type { PeopleKey } from '../../src/store/people/people-key.ts'
import { keyOf } from './people-engines.ts'
import { COMMUNES, type TestEngine, type TestRegistry } from './registry-engines.ts'

const [HERE, THERE] = COMMUNES
const KEY = createSecretKey(Buffer.alloc(32, 7))
/** A hash that costs nothing. */
export const quickHash = async (text: string) => `quick:${text}`
export const PASSWORD = 'mật khẩu đủ dài'
/** An identity number that is nobody's. */
export const identity = (number: number) => ({
  number: String(number).padStart(12, '0'),
  how: 'CCCD, đối chiếu trực tiếp',
})

export type IssuingRules = ReturnType<typeof issuingRules>

/** The rules of accounts over a registry, with a clock that a test moves. */
export function issuingRules(
  { people, store }: Pick<TestRegistry, 'people' | 'store'>,
  clock: { now: Date },
  noted: string[] = [],
) {
  const now = () => clock.now
  const places = () => new Places(store)
  const hashPassword = quickHash
  const factor = undefined
  return {
    issuing: new Issuing({ people, places, identityKey: () => KEY, now }),
    slips: new Slips(people, now),
    activation: new Activation({ people, hashPassword, factor, now }),
    approvals: new Approvals(people, now),
    care: new AccountCare({ people, note: (kind, id) => noted.push(`${kind} ${id}`), now }),
    undo: new AccountUndo({ store, people, now }),
    offices: new Offices({ people, places, now }),
    administrators: new Administrators({
      people,
      hashPassword,
      factor,
      now,
      recordKnowsAccounts: () => store.read(({ chains }) => chains.haveAccounts()),
    }),
    audit: new Audit(people),
  }
}

/**
 * An engine with an administrator, a post that serves the office of a commune, and an operator there.
 *
 * @param key of people; null for none
 */
export async function issuingWorld(engine: TestEngine, key: PeopleKey | null = keyOf('cấp tài khoản')) {
  const opened = await engine.open(undefined, key ?? undefined)
  const clock = { now: new Date('2026-11-30T03:00:00Z') }
  const noted: string[] = []
  const rules = issuingRules(opened, clock, noted)
  const { people } = opened
  let numbers = 0
  /** The actor that an account is now. */
  const as = (id: string): Promise<Actor> =>
    people.read(async ({ accounts }) => {
      const account = await accounts.byId(id)
      const actor = account && actorOfAccount(account, await accounts.rightsOf(id), clock.now)
      if (!actor) throw new Error(`account ${id} may not be used: ${account?.state}`)
      return actor
    })
  /** Issues an account and activates it; whoever is asked wakes it. */
  const active = async (granter: Actor, draft: Partial<AccountDraft>, waker = granter): Promise<Actor> => {
    const { id } = await rules.issuing.issue(granter, {
      office: granter.office,
      roles: [],
      areas: [],
      identity: identity(++numbers),
      ...draft,
    })
    const [slip] = await rules.slips.print(granter, [id])
    const { word } = await rules.activation.activate(slip?.token as string, { password: PASSWORD })
    if (word !== undefined)
      await rules.approvals.settle(waker, await wakeOf(waker, id), { agree: true, word })
    return as(id)
  }
  const wakeOf = async (waker: Actor, account: string): Promise<string> => {
    const found = (await rules.approvals.open(waker)).find(({ subject }) => subject === account)
    return found?.id ?? 'none'
  }
  const { login } = await rules.administrators.activate(await rules.administrators.link(), {
    login: 'quan-tri',
    password: PASSWORD,
  })
  const first = await people.read(({ accounts }) => accounts.byLogin(login))
  const administrator = await as(first?.id as string)
  const office = (
    kind: 'post' | 'commune' | 'department',
    name: string,
    areas: object[],
    served_by: string[] = [],
  ) => rules.offices.add(administrator, { kind, name, areas: areas as never, served_by })
  const post = await office('post', 'Bưu điện Tây Ninh', [{ everywhere: true }])
  const commune = await office('commune', 'Phường Long An', [{ commune: HERE }], [post.id])
  const elsewhere = await office('commune', 'Xã Cần Giuộc', [{ commune: THERE }])
  const everywhere = [{ everywhere: true as const }]
  const operator = await active(administrator, { office: post.id, roles: ['operator'], areas: everywhere })
  return {
    ...opened,
    ...rules,
    clock,
    noted,
    as,
    active,
    wakeOf,
    administrator,
    operator,
    post: post.id,
    commune: commune.id,
    elsewhere: elsewhere.id,
    /** A draft of an account of the commune's office. */
    draft: (roles: readonly Role[], more: Partial<AccountDraft> = {}): AccountDraft => ({
      office: commune.id,
      roles,
      areas: [{ commune: HERE }],
      identity: identity(++numbers),
      ...more,
    }),
  }
}

export type IssuingWorld = Awaited<ReturnType<typeof issuingWorld>>
