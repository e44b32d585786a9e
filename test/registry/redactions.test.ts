import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { carries } from '../../src/registry/redaction/carried-text.ts'
import { Redactions } from '../../src/registry/redaction/redactions.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { ENGINES, made, type TestRegistry } from '../support/registry-engines.ts'

const SECRET = 'Quàn Thị Mật Khẩu'
const ALSO = 'hẻm nhà Quàn Thị Mật Khẩu'

const open = async (engine: (typeof ENGINES)[number]) => {
  const given = await engine.open()
  const noted: string[] = []
  const redactions = new Redactions({
    store: given.store,
    people: given.people,
    note: (kind, id) => void noted.push(`${kind} ${id}`),
    async emptyJournals() {
      for (const file of [given.store, given.people]) await file.emptyJournal()
    },
  })
  return { ...given, redactions, noted }
}

/** Every text of the record and beside it that any program can read. */
async function everything({ outside, people }: TestRegistry): Promise<string> {
  const tables = [
    'address',
    'address_history',
    'zz_event',
    'zz_finding',
    'zz_finding_accepted',
    'zz_idempotency',
    'zz_name',
    'zz_unit',
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push(await outside(`SELECT * FROM ${table}`))
  const proposals = await people.write(async (tx) => [
    ...(await tx.queue.page({
      area: { communes: [], hamlets: [], everywhere: true },
      kinds: ['declaration', 'correction', 'move', 'merge', 'split', 'retire', 'restore'],
      state: 'accepted',
      newestFirst: false,
      limit: 1000,
    })),
    ...(await tx.queue.page({
      area: { communes: [], hamlets: [], everywhere: true },
      kinds: ['correction'],
      state: 'open',
      newestFirst: false,
      limit: 1000,
    })),
  ])
  return JSON.stringify([rows, proposals])
}

for (const engine of ENGINES)
  t.test(`Redactions: ${engine.name}`, { skip: engine.skip }, async (t) => {
    t.test(
      'value and salt go from all versions, events and proposals; chain, versions and replay hold',
      async (t) => {
        const given = await open(engine)
        t.teardown(given.close)
        const { registry, redactions, proposals, acceptance, outside, store } = given
        // A declaration, a change of its own, a certified one with a correction that waits, other addresses between.
        const { proposal } = await proposals.declare(
          undefined,
          draft({ raw_text: `khai: ${SECRET}`, name: SECRET }),
          {
            text: `tôi là ${SECRET}`,
          },
        )
        const created = await acceptance.accept(officer, proposal)
        const uid = 'version' in created ? created.version.uid : ''
        const other = await made(registry.create(officer, draft({ house_number: '13', name: 'Người khác' })))
        await made(registry.change(officer, uid, 1, { house_number: '14' }, { reason: `theo bà ${SECRET}` }))
        await made(registry.change(officer, uid, 2, { street: ALSO }))
        await made(registry.transition(verifier, uid, 3, 'verified', { method: SECRET, date: '2026-01-02' }))
        await registry.change(officer, uid, 4, { name: `${SECRET} II` }, { reason: 'sửa tên' })
        await outside(`UPDATE address SET raw_text = 'QGIS ${SECRET}' WHERE uid = '${other.version.uid}'`)
        await registry.settleOutside()
        t.match(await everything(given), SECRET)
        const hashes = await outside('SELECT hash FROM zz_event ORDER BY fid')

        const { version } = (await redactions.redact(
          verifier,
          { uid, revision: 4 },
          { fields: ['name', 'raw_text', 'street'], reason: 'theo yêu cầu của chủ thể' },
        )) as Awaited<ReturnType<typeof made>>
        await redactions.redact(
          officer,
          { uid: other.version.uid, revision: 2 },
          { fields: ['raw_text'], reason: 'theo yêu cầu' },
        )
        t.match(version, { revision: 5, status: 'verified', name: null, street: null, house_number: '14' })
        const left = await everything(given)
        t.notMatch(left, /Mật Khẩu/)
        t.match(left, 'Người khác', 'what is of others stays')
        t.match(left, 'sửa tên', 'and what carries nothing of it')
        t.same(await outside(`SELECT hash FROM zz_event ORDER BY fid LIMIT ${hashes.length}`), hashes)
        t.same((await verifyHistory(store)).breaks, [])
        t.same(given.noted, [
          `redacted ${uid} name raw_text street`,
          `redacted ${other.version.uid} raw_text`,
        ])
        const [event] = await outside(
          `SELECT * FROM zz_event WHERE action = 'redacted' AND subject = '${uid}'`,
        )
        t.match(event, { reason: 'theo yêu cầu của chủ thể', person: verifier.person, to_status: 'verified' })
        t.equal(await refusal(registry.undo(verifier, String(event?.id), { reason: 'nhầm' })), 'not-undoable')

        await made(registry.create(officer, draft({ house_number: '15' })))
        const again = await redactions.redact(
          verifier,
          { uid, revision: 5 },
          { fields: ['house_number', 'name'], reason: 'thêm' },
        )
        t.match(again, { version: { revision: 6 } })
        t.same((await verifyHistory(store)).breaks, [], 'a second redaction keeps the leaves of the first')
        await outside(`UPDATE address_history SET name = 'bịa' WHERE uid = '${uid}' AND revision = 2`)
        t.match(
          (await verifyHistory(store)).breaks,
          [{ rule: 'version', at: `address ${uid}` }],
          'nothing is put back',
        )
      },
    )

    t.test('further names and units by their ids, in all revisions; attributes too', async (t) => {
      const given = await open(engine)
      t.teardown(given.close)
      const { registry, redactions, supplements, store } = given
      const attributes = JSON.stringify({ note: SECRET })
      const { version } = await made(registry.create(officer, draft({ class: 3, attributes })))
      const { uid } = version
      const name = { kind: 'common', language: 'vi', valid_from: null, valid_to: null } as const
      const unit = { kind: 'flat', floor: '2', state: 'current' } as const
      const change = (revision: number, changes: Parameters<typeof supplements.change>[2]) =>
        made(supplements.change(officer, { uid, revision }, changes))
      await change(1, {
        names: { add: [SECRET, 'Chợ Cũ'].map((one) => ({ ...name, name: one })) },
        units: { add: [SECRET, 'A-1'].map((one) => ({ ...unit, designation: one })) },
      })
      const held = () => store.read((tx) => tx.supplements.present(uid))
      const before = await held()
      const ids = [
        ...before.names.filter((each) => each.name.text === SECRET),
        ...before.units.filter(({ designation }) => designation.text === SECRET),
      ].map((each) => each.uid)
      t.equal(ids.length, 2)
      await change(2, { units: { change: [{ id: ids[1] as string, floor: '3' }] } })
      const redact = (who: typeof officer, targets: readonly string[], reason: string) =>
        redactions.redact(who, { uid, revision: 3 }, { fields: ['attributes'], supplements: targets, reason })
      t.equal(await refusal(redact(officer, ['nothing'], 'x')), 'findings', 'an id of nothing')
      t.equal(await refusal(redact(officer, ids, `bà ${SECRET}`)), 'findings', 'a reason that says it again')
      t.match(await redact(officer, ids, 'theo yêu cầu'), { version: { revision: 4, attributes: null } })
      t.notMatch(await everything(given), /Mật Khẩu/)
      t.match((await held()).names.map((each) => each.name.text).sort(), ['Chợ Cũ', null])
      t.same((await verifyHistory(store)).breaks, [])
      await change(4, { units: { change: [{ id: ids[1] as string, floor: '4' }] } })
      t.same((await verifyHistory(store)).breaks, [], 'a later change keeps the leaf')
      const noted = `${uid} attributes ${ids.join(' ')}`
      t.same(given.noted, [`redacted ${noted}`])
      t.equal(await redactions.redactAgain(noted), false, 'nothing is left to take')
      t.equal(await redactions.redactAgain(`nobody ${ids.join(' ')}`), false)
    })

    t.test('out of rows of batches, and of what carries a text within attributes', async (t) => {
      const given = await open(engine)
      t.teardown(given.close)
      const { registry, redactions, people } = given
      const attributes = JSON.stringify({ households: 3, note: SECRET, more: { said: 'Lý Thị Bí Mật' } })
      const { uid } = (await made(registry.create(officer, draft({ class: 3, name: 'Chợ', attributes }))))
        .version
      await registry.transition(verifier, uid, 1, 'verified', { method: 'm', date: '2026-01-02' })
      const waits = await registry.change(
        officer,
        uid,
        2,
        { postcode: '82101' },
        { reason: `bà ${SECRET} nói` },
      )
      const proposal = 'proposal' in waits ? waits.proposal : ''
      const row = (line: number, of: string, content: object) => ({
        ...{ batch: 'b', line, uid: of, plan: 'change' as const, content: JSON.stringify(content) },
        ...{ commune_code: '27694', hamlet: null, office: null, warnings: null, outcome: null, round: null },
        ...{ proposal: null, proposed: null },
        findings: JSON.stringify([{ rule: 'x', message: { vi: `thấy Lý Thị Bí Mật`, en: 'seen' } }]),
      })
      const rows = [
        row(1, uid, { changes: { name: ['Chợ', 'Chợ của ai đó'], postcode: [null, '82101'] } }),
        row(2, uid, { draft: { name: 'Chợ của ai đó', raw_text: `gần bà ${SECRET}`, class: 3 } }),
        row(3, 'another', { changes: { name: ['Chợ', 'Chợ của ai đó'] } }),
      ]
      await people.write(async ({ batches }) => {
        await batches.add({
          ...{ id: 'b', name: 'f.csv', file: null, state: 'ready', dry_run: 0, actor: '{}', report: null },
          ...{ account: 'a', person: 'p', office: 'o', round: null, round_kind: null },
          ...{ created_at: '2026-01-01', expires_at: '2027-01-01' },
        })
        await batches.addRows(rows)
      })
      await redactions.redact(
        verifier,
        { uid, revision: 2 },
        { fields: ['name', 'attributes'], reason: 'theo yêu cầu' },
      )
      const left = await people.read(({ batches }) => batches.onLines('b', [1, 2, 3]))
      const said = (line: number) => {
        const found = left.find((each) => each.line === line)
        return [JSON.parse(found?.content ?? ''), JSON.parse(found?.findings ?? '')[0].message]
      }
      t.same(said(1), [
        { changes: { name: [null, null], postcode: [null, '82101'] } },
        { vi: null, en: 'seen' },
      ])
      t.same(said(2), [{ draft: { name: null, raw_text: null, class: 3 } }, { vi: null, en: 'seen' }])
      t.same(left.find(({ line }) => line === 3)?.content, rows[2]?.content, 'another address is left alone')
      t.equal((await people.read((tx) => tx.proposals.byId(proposal)))?.reason, null)
    })

    t.test('who may, and what is needed', async (t) => {
      const given = await open(engine)
      t.teardown(given.close)
      const { registry, redactions } = given
      const { version } = await made(registry.create(officer, draft({ name: SECRET })))
      const { uid } = version
      const fields = ['name'] as const
      const redact = (who: typeof officer, revision: number, reason: string) =>
        refusal(redactions.redact(who, { uid, revision }, { fields, reason }))
      const elsewhere = { ...verifier, area: { ...verifier.area, communes: new Set(['28159']) } }
      t.equal(await redact(collector, 1, 'x'), 'not-your-role')
      t.equal(await redact(elsewhere, 1, 'x'), 'outside-area')
      t.equal(await redact(officer, 7, 'x'), 'changed')
      t.equal(await redact(officer, 1, ' '), 'missing-particulars')
      t.equal(
        await redact(officer, 1, `xoá ${SECRET.toUpperCase()}`),
        'findings',
        'a reason that says it again',
      )
      t.equal(
        await refusal(redactions.redact(officer, { uid: 'nobody', revision: 1 }, { fields, reason: 'x' })),
        'unknown-address',
      )
      await made(registry.transition(verifier, uid, 1, 'verified', { method: 'm', date: '2026-01-02' }))
      t.equal(await redact(officer, 2, 'x'), 'not-your-role', 'of a certified one a verifier')
      t.same(given.noted, [], 'nothing is noted of what was refused')
    })
  })

t.test('The bytes of the files hold it no longer', async (t) => {
  const given = await open(ENGINES[0]!)
  const { registry, redactions, proposals, dataDir, close } = given
  const marks = Array.from({ length: 60 }, (_, i) => `Xoá Tôi Đi ${i} ${'ạ'.repeat(i * 3)}`)
  const uids: string[] = []
  for (const [i, mark] of marks.entries()) {
    const { version } = await made(
      registry.create(
        officer,
        draft({ house_number: `${i}`, name: mark, raw_text: `${mark} ${'b'.repeat(i * 40)}` }),
      ),
    )
    uids.push(version.uid)
    await proposals.declare(undefined, draft({ house_number: `k${i}` }), { text: 'không liên quan' })
    // Rows grow, move to other pages and leave their old place.
    await made(registry.change(officer, version.uid, 1, { street: `Đường ${'c'.repeat(i * 9)}` }))
    await made(registry.transition(verifier, version.uid, 2, 'verified', { method: 'm', date: '2026-01-02' }))
    await registry.change(officer, version.uid, 3, { name: `${mark} mới` }, { reason: `vì ${mark}` })
  }
  for (const uid of uids)
    await redactions.redact(
      verifier,
      { uid, revision: 3 },
      { fields: ['name', 'raw_text'], reason: 'theo yêu cầu' },
    )
  t.teardown(close)
  const folder = dataDir as string
  // Read by another process: closing a file here would drop SQLite's locks on it.
  for (const file of readdirSync(folder)) {
    const bytes = execFileSync('cat', [join(folder, file)], { maxBuffer: 1 << 28 })
    t.equal(bytes.indexOf('Xoá Tôi Đi'), -1, file)
  }
  const [count] = await given.outside('SELECT count(*) AS n FROM address_history WHERE redacted IS NOT NULL')
  t.equal(count?.n, 3 * marks.length)
})

t.test('A value is carried as words of its own', (t) => {
  const cases: [text: string, value: string, carried: boolean][] = [
    ['theo bà Sáu', 'Bà  Sáu', true],
    ['số 12', '12', true],
    ['năm 2012', '12', false],
    ['2012, 12', '12', true],
    ['nhà', '', false],
    ['e\u0301', 'é', true],
  ]
  for (const [text, value, carried] of cases) t.equal(carries(text, [value]), carried, `${value} in ${text}`)
  t.end()
})
