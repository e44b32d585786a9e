import t from 'tap'
import { rightsToday } from '../../../../src/registry/accounts/issuing/offices.ts'
import { ApiKeys } from '../../../../src/registry/accounts/keys/api-keys.ts'
import { type IssuingWorld, issuingRules, issuingWorld, PASSWORD } from '../../../support/issuing-world.ts'
import { COMMUNES, ENGINES } from '../../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const DAY = 86_400_000

for (const engine of ENGINES)
  t.test(`Activating accounts on ${engine.name}`, { skip: engine.skip }, async (t) => {
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
    const slipOf = async (w: IssuingWorld, id: string) =>
      (await w.slips.print(w.operator, [id]))[0]?.token as string
    const use = (w: IssuingWorld, token: string) => w.activation.activate(token, { password: PASSWORD })
    const stateOf = async (w: IssuingWorld, id: string) =>
      (await w.people.read(({ accounts }) => accounts.byId(id)))?.state

    t.test('a slip is used once, by one of many at the same moment', async (t) => {
      const w = await world()
      const { id } = await w.issuing.issue(w.operator, w.draft(['collector']))
      const token = await slipOf(w, id)
      t.equal(
        await w.people.read(({ slips }) => slips.open(token, w.clock.now)),
        undefined,
        'not kept itself',
      )
      const other = issuingRules(w, w.clock)
      const tries = [w, other, w, other].map(({ activation }) =>
        code(activation.activate(token, { password: PASSWORD })),
      )
      t.same((await Promise.all(tries)).sort(), ['done', 'slip-over', 'slip-over', 'slip-over'])
      t.equal(await stateOf(w, id), 'active')
      t.equal(await code(use(w, token)), 'slip-over')
    })

    t.test('a second print ends the first', async (t) => {
      const w = await world()
      const { id } = await w.issuing.issue(w.operator, w.draft(['collector']))
      const [first, second] = [await slipOf(w, id), await slipOf(w, id)]
      t.equal(await code(use(w, first)), 'slip-over')
      t.equal(await code(use(w, second)), 'done')
    })

    const TIMES = [
      ['within seven days', 7 * DAY - 1000, 'done'],
      ['after seven days', 7 * DAY, 'slip-over'],
    ] as const
    for (const [name, later, expected] of TIMES)
      t.test(`a slip ${name}: ${expected}`, async (t) => {
        const w = await world()
        const { id } = await w.issuing.issue(w.operator, w.draft(['collector']))
        const token = await slipOf(w, id)
        w.clock.now = new Date(w.clock.now.getTime() + later)
        t.equal(await code(use(w, token)), expected)
      })

    t.test('a clock set back revives no slip', async (t) => {
      const w = await world()
      const { id } = await w.issuing.issue(w.operator, w.draft(['collector']))
      const token = await slipOf(w, id)
      const before = w.clock.now
      w.clock.now = new Date(before.getTime() + 8 * DAY)
      await w.issuing.issue(w.operator, w.draft(['collector']))
      w.clock.now = before
      t.equal(await code(use(w, token)), 'slip-over')
    })

    t.test('an account that expires in the middle is not activated', async (t) => {
      const w = await world()
      const { id } = await w.issuing.issue(w.operator, w.draft(['collector'], { valid_to: '2026-12-01' }))
      const token = await slipOf(w, id)
      w.clock.now = new Date(w.clock.now.getTime() + 2 * DAY)
      t.equal(await code(use(w, token)), 'slip-over')
      t.equal(await code(w.slips.print(w.operator, [id])), 'wrong-state', 'no slip before a review')
      await w.care.review(w.operator, id)
      t.equal(await code(use(w, await slipOf(w, id))), 'done')
    })

    t.test('guarded roles sleep until a second person of the office has the word', async (t) => {
      const w = await world()
      const officer = await w.active(w.operator, w.draft(['officer']))
      const collector = await w.active(w.operator, w.draft(['collector']))
      const { id } = await w.issuing.issue(w.operator, w.draft(['verifier']))
      const { state, word = '' } = await use(w, await slipOf(w, id))
      t.equal(state, 'asleep')
      await t.rejects(w.as(id))
      const approval = await w.wakeOf(officer, id)
      const stranger = { ...officer, office: w.elsewhere, person: 'other' }
      const holder = {
        ...officer,
        person: (await w.people.read(({ accounts }) => accounts.byId(id)))?.person as string,
      }
      const CASES = [
        ['who printed the slip', w.operator, word, 'another-person'],
        ['its holder', holder, word, 'another-person'],
        ['a collector', collector, word, 'another-person'],
        ['somebody of another office', stranger, word, 'unknown-approval'],
        ['an administrator, while the office has somebody', w.administrator, word, 'another-person'],
        ['a wrong word', officer, 'AAAA-AAAA', 'wrong-word'],
        ['no word', officer, undefined, 'wrong-word'],
        ['the word, as it is read out', officer, word.toLowerCase().replace('-', ' '), 'done'],
        ['twice', officer, word, 'wrong-state'],
      ] as const
      for (const [name, who, said, expected] of CASES)
        t.equal(await code(w.approvals.settle(who, approval, { agree: true, word: said })), expected, name)
      t.equal((await w.as(id)).account, id)
    })

    t.test('who forgot the password gets a slip; a verifier sleeps again', async (t) => {
      const w = await world()
      await w.active(w.operator, w.draft(['officer']))
      const { id } = await w.issuing.issue(w.operator, w.draft(['verifier']))
      await use(w, await slipOf(w, id))
      const { state } = await use(w, await slipOf(w, id))
      t.equal(state, 'asleep')
      t.match(await w.people.write(({ roster }) => roster.takeNotices(id, w.clock.now)), [{}, {}])
      t.same(await w.people.write(({ roster }) => roster.takeNotices(id, w.clock.now)), [], 'shown once')
    })

    t.test('an office that has nobody is woken by its substitute', async (t) => {
      const w = await world()
      const neighbour = await w.active(w.operator, w.draft(['officer']))
      const { id } = await w.issuing.issue(w.administrator, {
        ...w.draft(['auditor']),
        office: w.elsewhere,
        areas: [],
      })
      const [slip] = await w.slips.print(w.administrator, [id])
      const { word } = await use(w, slip?.token as string)
      t.equal(await w.wakeOf(neighbour, id), 'none')
      const day = '2026-11-30'
      const draft = { substitute: w.commune, roles: ['officer'] as const, from: day, to: day }
      t.equal(await code(w.offices.addSubstitute(w.operator, w.elsewhere, draft)), 'not-your-role')
      t.equal(await code(w.offices.addSubstitute(w.administrator, w.commune, draft)), 'findings', 'itself')
      await w.offices.addSubstitute(w.administrator, w.elsewhere, draft)
      const approval = await w.wakeOf(neighbour, id)
      t.equal(await code(w.approvals.settle(neighbour, approval, { agree: true, word })), 'done')
    })

    t.test(
      'who stands in has the other office’s area too, for the days and roles that are named',
      async (t) => {
        const w = await world()
        const officer = await w.active(w.operator, w.draft(['officer']))
        const both = await w.active(w.operator, w.draft(['officer', 'collector']))
        const draft = {
          substitute: w.commune,
          roles: ['officer'] as const,
          from: '2026-12-01',
          to: '2026-12-02',
        }
        await w.offices.addSubstitute(w.administrator, w.elsewhere, draft)
        const areas = (account: string, day: string) =>
          w.people.read(async (tx) => {
            const rights = await rightsToday(
              tx,
              { office: w.commune },
              await tx.accounts.rightsOf(account),
              day,
            )
            return rights.areas.map(({ code }) => code).sort()
          })
        t.same(await areas(officer.account, '2026-11-30'), [HERE], 'the day before')
        t.same(await areas(officer.account, '2026-12-01'), [HERE, THERE])
        t.same(await areas(officer.account, '2026-12-02'), [HERE, THERE])
        t.same(await areas(officer.account, '2026-12-03'), [HERE], 'the day after')
        t.same(
          await areas(both.account, '2026-12-01'),
          [HERE],
          'an area is for all roles of an account, or for none',
        )
      },
    )

    t.test('a suspended account has no session, slip or key, and comes back by a slip', async (t) => {
      const w = await world()
      const officer = await w.active(w.operator, w.draft(['officer']))
      const id = officer.account
      const token = await slipOf(w, id)
      t.equal(await code(w.care.suspend(w.operator, w.administrator.account, 'stolen')), 'unknown-account')
      await w.care.suspend(w.operator, id, 'stolen')
      t.same(w.noted, [`suspended ${id}`])
      t.equal(await code(use(w, token)), 'slip-over')
      await t.rejects(w.as(id))
      await use(w, await slipOf(w, id))
      t.equal((await w.as(id)).account, id)
      await w.care.suspend(w.administrator, id, 'misuse')
      t.equal(await stateOf(w, id), 'suspended', 'an administrator suspends any')
      t.equal(
        await code(w.care.suspend(w.administrator, w.administrator.account, 'left')),
        'last-administrator',
      )
    })

    t.test('a restore of an earlier backup does not revive a suspended account', async (t) => {
      const w = await world()
      const { account } = await w.active(w.operator, w.draft(['officer']))
      const later = new Date(w.clock.now.getTime() + 1000).toISOString()
      const earlier = new Date(w.clock.now.getTime() - 1000).toISOString()
      t.equal(await w.care.suspendAgain(account, earlier), false, 'what the backup knows')
      t.equal(await w.care.suspendAgain('x', later), false)
      t.equal(await w.care.suspendAgain(account, later), true)
      t.equal(await stateOf(w, account), 'suspended')
    })

    t.test('what a suspended account has asked for is agreed to by nobody', async (t) => {
      const w = await world()
      const officer = await w.active(w.operator, w.draft(['officer']))
      const verifier = await w.active(w.operator, w.draft(['verifier']), officer)
      const operator = await w.active(
        w.administrator,
        { office: w.post, roles: ['operator'], areas: [{ everywhere: true }] },
        w.operator,
      )
      const { approval } = await w.care.factorReset(operator, verifier.account)
      await w.care.suspend(w.administrator, operator.account, 'stolen')
      t.equal(await code(w.approvals.settle(officer, approval, { agree: true })), 'wrong-state')
      t.equal(await stateOf(w, verifier.account), 'active')
    })

    t.test('a hand-over leaves everything to the office', async (t) => {
      const w = await world()
      const leaving = await w.active(w.operator, w.draft(['officer', 'collector']))
      const keys = new ApiKeys(w.people, () => w.clock.now)
      const asked = { name: 'Phần mềm của xã', scopes: ['write' as const], quota: 10, expires: '2026-12-31' }
      const { key, token } = await keys.create(leaving, asked)
      const over = await keys.create(leaving, { ...asked, name: 'đã thu hồi' })
      await keys.revoke(leaving, over.key.id)
      const next = await w.care.handOver(w.operator, leaving.account)
      t.same(next.keys, [asked.name], 'programs that need a new one')
      t.equal(await stateOf(w, leaving.account), 'ended')
      t.equal(await stateOf(w, next.id), 'requested', 'the successor’s identity is checked')
      await w.issuing.checkIdentity(w.operator, next.id, { number: '079000000099', how: 'CCCD' })
      await use(w, await slipOf(w, next.id))
      const successor = await w.as(next.id)
      t.same([...successor.roles].sort(), ['collector', 'officer'])
      t.same([...successor.area.communes], [HERE])
      t.not(successor.person, leaving.person)
      t.equal(await keys.of(token), undefined, 'who left knows it')
      t.same(await keys.list(successor), [])
      t.match(await w.people.read(({ audit }) => audit.list({ subject: key.id, limit: 1 })), [
        { action: 'key-revoked', account: w.operator.account },
      ])
    })

    t.test('the second factor goes with two people, and with it the password', async (t) => {
      const w = await world()
      const officer = await w.active(w.operator, w.draft(['officer']))
      const verifier = await w.active(w.operator, w.draft(['verifier']), officer)
      await w.people.write(({ accounts }) =>
        accounts.change(verifier.account, ['active'], { factor: 'sealed' }, w.clock.now),
      )
      const { approval } = await w.care.factorReset(w.operator, verifier.account)
      const yes = { agree: true }
      t.equal(await code(w.approvals.settle(w.operator, approval, yes)), 'another-person', 'who asked')
      t.equal(await code(w.approvals.settle(verifier, approval, yes)), 'another-person', 'the holder')
      t.equal(await code(w.approvals.settle(officer, approval, yes)), 'done')
      t.match(await w.people.read(({ accounts }) => accounts.byId(verifier.account)), {
        state: 'checked',
        factor: null,
        password: null,
      })
    })

    t.test('each year an account is looked at, by another', async (t) => {
      const w = await world()
      const { account } = await w.active(w.operator, w.draft(['officer']))
      w.clock.now = new Date('2027-11-30T18:00:00Z')
      await t.rejects(w.as(account), 'after a year it has expired')
      t.equal(await code(w.care.review(w.operator, account, '2029-01-01')), 'findings')
      await w.care.review(w.operator, account, '2028-06-30')
      t.equal((await w.as(account)).account, account)
      t.equal(await code(w.care.review(w.operator, w.operator.account)), 'not-your-role', 'his own')
    })
  })
