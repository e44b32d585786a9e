import t from 'tap'
import { Amendments } from '../../src/registry/proposals/amendments.ts'
import { actor, draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../support/registry-engines.ts'

const second = actor('hai', ['officer'])
const other = actor('khác', ['verifier'])
const elsewhere = actor('em', ['officer', 'verifier'], [COMMUNES[1]])

for (const engine of ENGINES)
  t.test(
    `Returned proposals are completed by who sent them: ${engine.name}`,
    { skip: engine.skip },
    async (t) => {
      const given = await engine.open()
      t.teardown(given.close)
      const { registry, proposals, acceptance } = given
      const amendments = new Amendments(given)
      const certified = async () => {
        const { version } = await made(registry.create(officer, draft()))
        const { uid } = version
        await made(registry.transition(verifier, uid, 1, 'verified', { method: 'm', date: '2026-01-02' }))
        return uid
      }
      const waiting = async (change: Promise<unknown>) => ((await change) as { proposal: string }).proposal

      t.test('a correction: checked as when it was sent, accepted as it is then', async (t) => {
        const uid = await certified()
        const id = await waiting(
          registry.change(officer, uid, 2, { house_number: '9' }, { reason: 'đo lại' }),
        )
        t.equal(
          await refusal(amendments.amend(officer, id, 1, { text: 'x' })),
          'wrong-state',
          'while it is open',
        )
        await proposals.return(other, id, { text: 'thiếu tên đường' })
        const amend = (who = officer, revision = 2, more = {}) =>
          refusal(amendments.amend(who, id, revision, { changes: { street: 'Hùng Vương' }, ...more }))
        t.equal(await amend(second), 'not-your-role')
        t.equal(await amend(elsewhere), 'unknown-proposal')
        t.equal(await amend(officer, 1), 'changed')
        t.equal(
          await amend(officer, 2, { baseRevision: 1 }),
          'changed',
          'an address that nobody sees any more',
        )
        t.equal(await amend(officer, 2, { changes: { commune_code: '99999' } }), 'findings')
        const amended = await amendments.amend(officer, id, 2, {
          changes: { street: 'Hùng Vương' },
          text: 'đã bổ sung',
          reason: 'đo lại lần hai',
        })
        t.match(amended, {
          state: 'open',
          revision: 3,
          text: 'đã bổ sung',
          kind: 'correction',
          settle_text: 'thiếu tên đường',
        })
        t.equal(await amend(officer, 3), 'wrong-state', 'once')
        t.match(await amendments.view(other, id), {
          base: { revision: 2, house_number: '12/4B' },
          present: { revision: 2, street: 'Nguyễn Đình Chiểu' },
          proposed: { house_number: '9', street: 'Hùng Vương' },
        })
        t.match(await acceptance.accept(other, id), {
          version: { house_number: '9', street: 'Hùng Vương', revision: 3 },
        })
      })

      t.test(
        'one whose address has changed is based on the new revision, when its author has seen that',
        async (t) => {
          const uid = await certified()
          const id = await waiting(registry.change(officer, uid, 2, { house_number: '9' }, { reason: 'a' }))
          await proposals.return(other, id, { text: 'xem lại' })
          const rival = await waiting(registry.change(second, uid, 2, { street: 'Lê Lợi' }, { reason: 'b' }))
          await acceptance.accept(other, rival)
          t.equal(await refusal(amendments.amend(officer, id, 2, { text: 'c' })), 'changed')
          await amendments.amend(officer, id, 2, { text: 'c', baseRevision: 3 })
          t.match(await acceptance.accept(other, id), { version: { house_number: '9', street: 'Lê Lợi' } })
        },
      )

      t.test('a move becomes another, in the queue of where it goes', async (t) => {
        const uid = await certified()
        const id = await waiting(registry.change(officer, uid, 2, { house_number: '9' }, { reason: 'a' }))
        await proposals.return(other, id, { text: 'xem lại' })
        const amended = await amendments.amend(officer, id, 2, {
          changes: { commune_code: COMMUNES[1], lon: 106.43 },
        })
        t.match(amended, { kind: 'move', commune_code: COMMUNES[1], lon: 106.43 })
        t.match(await acceptance.accept(elsewhere, id), {
          version: { commune_code: COMMUNES[1], house_number: '9' },
        })
      })

      t.test(
        'a declaration of nobody, by who has its number; what changes no fields by its reason alone',
        async (t) => {
          const { proposal: id } = await proposals.declare(undefined, draft({ house_number: null }))
          await proposals.return(officer, id, { text: 'số nhà?' })
          t.equal(await refusal(amendments.amend(officer, id, 2, { text: 'x' })), 'not-your-role')
          await amendments.amend(undefined, id, 2, { changes: { house_number: '33' } })
          t.match(await acceptance.accept(officer, id), {
            version: { uid: id, house_number: '33', name: null },
          })

          const uid = await certified()
          const retire = await waiting(registry.transition(officer, uid, 2, 'retired', { reason: 'phá' }))
          await proposals.return(other, retire, { text: 'lý do?' })
          const fields = amendments.amend(officer, retire, 2, { changes: { street: 'x' } })
          t.equal(await refusal(fields), 'findings')
          await amendments.amend(officer, retire, 2, { reason: 'phá dỡ theo quyết định' })
          const { event } = await made(acceptance.accept(other, retire))
          const [row] = await given.outside(`SELECT reason FROM zz_event WHERE id = '${event}'`)
          t.equal(row?.reason, 'phá dỡ theo quyết định')
        },
      )

      t.test('who may look', async (t) => {
        const { proposal: id } = await proposals.declare(officer, draft())
        const look = (who: typeof officer, what = id) => refusal(amendments.view(who, what))
        t.equal(await look({ ...officer, roles: new Set() }), 'not refused', 'its author')
        t.equal(await look(second), 'not refused', 'who settles it')
        t.equal(await look(elsewhere), 'unknown-proposal')
        t.equal(await look(actor('sn', ['agency'])), 'unknown-proposal')
        t.equal(await look(second, 'nothing'), 'unknown-proposal')
      })
    },
  )
