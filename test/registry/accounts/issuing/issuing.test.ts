import t from 'tap'
import type { AccountDraft } from '../../../../src/registry/accounts/issuing/account-draft.ts'
import { mustStayApart } from '../../../../src/registry/accounts/issuing/granting.ts'
import { identityMark } from '../../../../src/registry/accounts/issuing/identity-mark.ts'
import { ROLES, type Role } from '../../../../src/registry/actor.ts'
import { type IssuingWorld, identity, issuingWorld } from '../../../support/issuing-world.ts'
import { actor } from '../../../support/registry-actors.ts'
import { COMMUNES, ENGINES } from '../../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES

t.test('Who grants a role does not hold it', async (t) => {
  const OPERATORS: readonly Role[] = ['citizen', 'collector', 'officer', 'verifier']
  const OTHERS: readonly Role[] = ['agency', 'coordinator', 'operator', 'auditor']
  for (const role of ROLES) {
    const apart = (by: Role) => {
      try {
        mustStayApart([role, by])
        return false
      } catch (error) {
        return (error as { code?: string }).code === 'roles-apart'
      }
    }
    t.equal(apart('operator'), OPERATORS.includes(role) || role === 'administrator', `${role} and operator`)
    t.equal(apart('administrator'), OTHERS.includes(role), `${role} and administrator`)
  }
})

t.test('Without the key of personal data nothing is kept of an identity number', async (t) => {
  t.throws(() => identityMark(undefined, '079000000001'), { code: 'people-key' })
})

for (const engine of ENGINES)
  t.test(`Issuing accounts on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const world = async (): Promise<IssuingWorld> => {
      const made = await issuingWorld(engine)
      t.teardown(made.close)
      return made
    }
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'done',
        ({ code }: { code?: string }) => code ?? 'error',
      )

    t.test(
      'an operator grants citizen to verifier for offices that he serves, an administrator the rest',
      async (t) => {
        const w = await world()
        const officer = await w.active(w.operator, w.draft(['officer']))
        const GRANTED: Readonly<Record<string, readonly Role[]>> = {
          operator: ['citizen', 'collector', 'officer', 'verifier'],
          administrator: ['agency', 'coordinator', 'operator', 'auditor', 'administrator'],
          officer: [],
        }
        for (const [name, granter] of Object.entries({
          operator: w.operator,
          administrator: w.administrator,
          officer,
        }))
          for (const role of ROLES) {
            const may = GRANTED[name]?.includes(role)
            t.equal(
              await code(w.issuing.issue(granter, w.draft([role]))),
              may ? 'done' : 'not-your-role',
              `${name} → ${role}`,
            )
          }
        t.equal(
          await code(
            w.issuing.issue(
              w.operator,
              w.draft(['collector'], { office: w.elsewhere, areas: [{ commune: THERE }] }),
            ),
          ),
          'not-your-role',
          'an office that he does not serve',
        )
        t.equal(
          await code(w.issuing.issue(w.operator, w.draft(['collector', 'auditor']))),
          'not-your-role',
          'one role too many',
        )
      },
    )

    t.test('areas lie within the office’s and the granter’s', async (t) => {
      const w = await world()
      const CASES = [
        ['the office’s commune', [{ commune: HERE }], 'done'],
        ['another commune', [{ commune: THERE }], 'outside-area'],
        ['everywhere', [{ everywhere: true }], 'outside-area'],
        ['no commune', [{ commune: '00000' }], 'unknown-area'],
        ['no hamlet', [{ hamlet: 'x' }], 'unknown-area'],
        ['none at all', [], 'findings'],
      ] as const
      for (const [name, areas, expected] of CASES)
        t.equal(await code(w.issuing.issue(w.operator, w.draft(['collector'], { areas }))), expected, name)
      const narrow = { ...w.operator, area: { ...w.operator.area, everywhere: false } }
      t.equal(
        await code(w.issuing.issue(narrow, w.draft(['collector']))),
        'outside-area',
        'outside the granter’s',
      )
    })

    t.test('two accounts of one person are of one person, whose number is not kept', async (t) => {
      const w = await world()
      const { number } = identity(777)
      const first = await w.issuing.issue(w.operator, w.draft(['officer'], { identity: identity(777) }))
      const spaced = { ...identity(777), number: `${number.slice(0, 6)} ${number.slice(6)}` }
      const second = await w.issuing.issue(
        w.operator,
        w.draft(['collector'], { office: w.post, identity: spaced }),
      )
      const persons = await w.people.read(async ({ accounts }) =>
        [await accounts.byId(first.id), await accounts.byId(second.id)].map((account) => account?.person),
      )
      t.ok(persons[0])
      t.equal(persons[0], persons[1])
      t.equal(
        await code(w.issuing.issue(w.operator, w.draft(['citizen'], { identity: identity(777) }))),
        'already-member',
      )
      t.equal(
        await code(
          w.issuing.issue(
            w.administrator,
            w.draft(['operator'], { office: w.post, identity: identity(777) }),
          ),
        ),
        'roles-apart',
        'an operator who holds officer elsewhere',
      )
      const kept = JSON.stringify(await w.people.read(({ roster }) => roster.list({ limit: 100 })))
      t.notMatch(kept, number)
    })

    t.test('nobody grants to himself', async (t) => {
      const w = await world()
      const mine = { ...identity(555), how: 'tự khai' }
      const operator = await w.active(
        w.administrator,
        {
          office: w.post,
          roles: ['operator'],
          areas: [{ everywhere: true }],
          identity: mine,
        },
        w.operator,
      )
      t.equal(
        await code(w.issuing.issue(operator, w.draft(['citizen'], { identity: mine }))),
        'another-person',
      )
    })

    t.test('what somebody asks for waits until the identity is checked', async (t) => {
      const w = await world()
      const asked = { office: w.commune, roles: ['collector'], areas: [{ commune: HERE }] }
      const { id } = await w.issuing.request(asked)
      t.match(await w.issuing.list(w.operator, { state: 'requested', limit: 10 }), [{ id, person: null }])
      t.equal(await code(w.slips.print(w.operator, [id])), 'wrong-state', 'no slip before')
      t.equal(await code(w.issuing.checkIdentity(w.operator, id, { number: '12', how: 'x' })), 'findings')
      await w.issuing.checkIdentity(w.operator, id, identity(42))
      t.equal(await code(w.issuing.checkIdentity(w.operator, id, identity(43))), 'wrong-state', 'once')
      const [account] = await w.issuing.list(w.operator, { office: w.commune, limit: 10 })
      t.match(account, {
        state: 'checked',
        identity_by: w.operator.account,
        roles: [{ granted_by: w.operator.account }],
      })
      t.equal(await code(w.issuing.request({ ...asked, areas: [{ commune: THERE }] })), 'outside-area')
      t.equal(await code(w.issuing.request({ ...asked, roles: ['officer', 'operator'] })), 'roles-apart')
      const other = await w.issuing.request(asked)
      await w.issuing.decline(w.operator, other.id)
      t.equal(await code(w.issuing.checkIdentity(w.operator, other.id, identity(44))), 'wrong-state')
    })

    t.test('of a file what may not be is told by line, and a dry run keeps nothing', async (t) => {
      const w = await world()
      const rows = [
        { line: 2, draft: w.draft(['collector'], { login: 'ap-1' }) },
        { line: 3, draft: w.draft(['administrator']) },
        { line: 4, draft: w.draft(['collector'], { office: w.elsewhere }) },
        { line: 5, draft: w.draft(['collector'], { login: 'AP-1' }) },
        { line: 6, draft: w.draft(['collector'], { valid_to: '2030-01-01' }) },
        { line: 7, draft: w.draft(['collector'], { identity: { number: '079123456789', how: '=1+1' } }) },
        { line: 8, draft: w.draft(['verifier']) },
      ]
      const before = await w.issuing.list(w.operator, { limit: 100 })
      const told = (all: readonly object[]) =>
        all.map((row) => ('refusal' in row ? (row.refusal as { code: string }).code : 'done'))
      const EXPECTED = [
        'done',
        'not-your-role',
        'not-your-role',
        'login-taken',
        'findings',
        'findings',
        'done',
      ]
      t.same(told(await w.issuing.issueAll(w.operator, rows, true)), EXPECTED)
      t.same(await w.issuing.list(w.operator, { limit: 100 }), before)
      t.same(told(await w.issuing.issueAll(w.operator, rows)), EXPECTED)
      t.equal((await w.issuing.list(w.operator, { limit: 100 })).length, before.length + 2)
      t.equal(
        await code(w.issuing.issueAll(actor('oanh', ['officer']), rows)),
        'not-your-role',
        'nobody else',
      )
    })

    t.test('of an office that has roles of both each prints what he grants', async (t) => {
      const w = await world()
      const issue = (by: typeof w.operator, role: Role, areas: AccountDraft['areas'], valid_to?: string) =>
        w.issuing.issue(by, w.draft([role], { areas, valid_to })).then(({ id }) => id)
      const collector = await issue(w.operator, 'collector', [{ commune: HERE }])
      const expired = await issue(w.operator, 'officer', [{ commune: HERE }], '2026-12-01')
      const agency = await issue(w.administrator, 'agency', [])
      w.clock.now = new Date('2026-12-05T03:00:00Z')
      t.same(await w.slips.waiting(w.operator, w.commune), [collector], 'but not who has expired')
      t.same(await w.slips.waiting(w.administrator, w.commune), [agency])
      t.equal(await code(w.slips.waiting(w.operator, w.elsewhere)), 'unknown-office')
      t.equal(await code(w.slips.waiting(actor('oanh', ['officer']), w.commune)), 'unknown-office')
      t.match(await w.slips.print(w.operator, [collector], w.commune), [{ account: collector }])
      t.equal(
        await code(w.slips.print(w.operator, [collector], w.post)),
        'unknown-account',
        'of another office than is named',
      )
      t.equal(await code(w.slips.print(w.operator, [expired])), 'wrong-state')
    })

    t.test('an operator sees the offices that he serves, and nothing of others', async (t) => {
      const w = await world()
      const theirs = await w.issuing.issue(
        w.administrator,
        w.draft(['agency'], { office: w.elsewhere, areas: [] }),
      )
      t.notOk((await w.issuing.list(w.operator, { limit: 100 })).some(({ id }) => id === theirs.id))
      t.same(await w.issuing.list(w.operator, { office: w.elsewhere, limit: 100 }), [])
      t.equal(await code(w.slips.print(w.operator, [theirs.id])), 'unknown-account')
      t.equal(await code(w.care.suspend(w.operator, theirs.id, 'left')), 'unknown-account')
      t.equal(await code(w.offices.members(w.operator, w.elsewhere)), 'unknown-office')
      t.same(
        (await w.offices.empty(w.administrator)).map(({ id }) => id).sort(),
        [w.commune, w.elsewhere].sort(),
        'offices without anybody are listed',
      )
      t.equal(await w.audit.firstBreak(), undefined)
    })
  })
