import { randomUUID } from 'node:crypto'
import t from 'tap'
import { Leases } from '../../src/registry/accounts/presence/leases.ts'
import { Presence } from '../../src/registry/accounts/presence/presence.ts'
import type { Actor } from '../../src/registry/actor.ts'
import { Components } from '../../src/registry/components/components.ts'
import { FindingActs } from '../../src/registry/desk/finding-acts.ts'
import { Reports } from '../../src/registry/doors/reports.ts'
import { Amendments } from '../../src/registry/proposals/amendments.ts'
import { NOT_SETTLED } from '../../src/registry/proposals/lead-proposal.ts'
import { actor, draft, officer } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../support/registry-engines.ts'

const [HERE] = COMMUNES
const AT = '2026-10-01T00:00:00.000Z'
const POINT = { lon: 106.41, lat: 10.53 }

for (const engine of ENGINES)
  t.test(
    `A hamlet's area holds what lies in the hamlet, and no more: ${engine.name}`,
    { skip: engine.skip },
    async (t) => {
      const given = await engine.open()
      t.teardown(given.close)
      const { store, people, registry, proposals, acceptance } = given
      const components = new Components(given)
      const hamlet = async (name: string) => {
        const content = { name, type: 'ấp', commune_code: HERE, former_commune_code: null, ...POINT }
        return (await made(components.create(officer, 'hamlet', content) as never)).version.uid
      }
      const [mine, other] = [await hamlet('Ấp Một'), await hamlet('Ấp Hai')]
      const area = { communes: new Set<string>(), hamlets: new Set([mine]), everywhere: false }
      const of: Actor = { ...actor('ấp', ['officer', 'verifier']), area }
      const amendments = new Amendments(given)
      const findings = new FindingActs(given)
      const presence = new Presence({ ...given, leases: new Leases() })
      const reports = new Reports(given)

      const address = async (hamlet_uid: string) =>
        (await made(registry.create(officer, draft({ hamlet_uid })))).version.uid
      const declared = async (hamlet_uid: string) =>
        (await proposals.declare(officer, draft({ hamlet_uid }))).proposal
      const finding = async (hamlet: string) => {
        const id = randomUUID()
        const about = { commune_code: HERE, hamlet, path: 'street', subject: id, other: null }
        const said = { message_vi: 'thử', message_en: 'test', values_hash: 'x', at: AT, revision: 1 }
        const row = {
          neighbours: 0,
          id,
          kind: 'finding',
          rule: 'test',
          severity: 'warning',
          state: 'open',
        } as const
        await store.write((tx) => tx.findings.add([{ ...row, ...about, ...said, ...POINT, repair: null }]))
        return id
      }
      const report = async (hamlet: string) => {
        const id = randomUUID()
        const by = { account: null, person: null, office: null, text: 'sai', proposal: null }
        const row = { id, kind: 'other', subject: null, commune_code: HERE, hamlet, ...POINT, ...by } as const
        await people.write((tx) => tx.reports.add({ ...row, state: 'open', created_at: AT, ...NOT_SETTLED }))
        return id
      }

      /** what is done, with something of a hamlet, and the refusal of what lies in another */
      const CASES: [act: string, work: (hamlet: string) => Promise<unknown>, refused: string][] = [
        ['create', (uid) => registry.create(of, draft({ hamlet_uid: uid })), 'outside-area'],
        [
          'change',
          async (uid) => registry.change(of, await address(uid), 1, { street: 'Đường Mới' }),
          'outside-area',
        ],
        ['see a proposal', async (uid) => amendments.view(of, await declared(uid)), 'unknown-proposal'],
        ['accept a proposal', async (uid) => acceptance.accept(of, await declared(uid)), 'outside-area'],
        [
          'be in the form of a proposal',
          async (uid) => presence.enter(of, { kind: 'proposal', id: await declared(uid) }),
          'unknown-item',
        ],
        [
          'be in the form of an address',
          async (uid) => presence.enter(of, { kind: 'address', id: await address(uid) }),
          'unknown-item',
        ],
        [
          'accept a finding',
          async (uid) => findings.accept(of, await finding(uid), true, 'đúng'),
          'unknown-finding',
        ],
        [
          'settle a report',
          async (uid) => reports.settle(of, await report(uid), { reason: 'done', text: 'x' }),
          'unknown-report',
        ],
      ]
      for (const [act, work, refused] of CASES)
        t.test(act, async (t) => {
          t.equal(await refusal(work(mine)), 'not refused')
          t.equal(await refusal(work(other)), refused)
        })
    },
  )
