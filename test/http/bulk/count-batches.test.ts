import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { loadLayer } from '../../support/layer-support.ts'
import { layerWorld } from '../../support/layer-world.ts'
import { seeded } from '../../support/tile-record.ts'

const HEAD = 'maxa,ky,benh,soca,danso'
const PERIODS = ['2025-01', '2025-02', '2025-03']
const DISEASES = ['Sốt xuất huyết', 'Tay chân miệng']

type Row = { code: string; period: string; disease: string; count: number | '' }
const csv = (rows: readonly Row[], people = 20_000) =>
  `${HEAD}\n${rows.map(({ code, period, disease, count }) => `${code},${period},${disease},${count},${people}`).join('\n')}\n`

const tablesOf = ({ db }: RecordStore, theme: string) =>
  [
    'SELECT commune_code, period, subject, count FROM theme_count',
    'SELECT commune_code, period, subject, published, hidden FROM theme_count_seen',
    'SELECT commune_code, year, number FROM population',
  ].map((select) => db.prepare(`${select} WHERE theme = ? ORDER BY 1, 2, 3`).all(theme))

t.test('Layers of counts by upload', async (t) => {
  const world = await layerWorld()
  const twin = await factsRecord()
  t.teardown(async () => {
    await world.close()
    twin.close()
  })
  const { app, call, send } = world
  const { record } = world.demo
  const layer = 'snn-benh'
  const fields = { layer, title_vi: 'Ca bệnh', counts: '1' }
  const communes = record.units
    .all()
    .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
    .slice(0, 8)
  const random = seeded(31)
  const rows = communes.flatMap(({ code }) =>
    PERIODS.flatMap((period) =>
      DISEASES.map((disease): Row => ({ code, period, disease, count: Math.floor(random() ** 2 * 40) })),
    ),
  )
  const small = rows.filter(({ count }) => Number(count) > 0 && Number(count) < 5)
  t.ok(small.length > 5, 'there are numbers to hide')
  const apply = (id: string, payload: object = {}) =>
    call('agency', 'POST', `/v1/batches/${id}/apply`, payload)
  const publish = (payload: object = {}) => call('agency', 'POST', `/v1/layers/${layer}/publish`, payload)
  const undo = (id: string) => call('agency', 'POST', `/v1/batches/${id}/undo`, { reason: 'gửi nhầm tệp' })
  /** A row whose number is public. */
  const shownRow = () => {
    const [shown] = record.themes.counts(layer).filter(({ count }) => Number(count) > 15)
    return {
      code: shown?.commune_code ?? '',
      period: shown?.period ?? '',
      disease: shown?.subject ?? '',
      count: 0,
    }
  }
  const sameAsCommand = async (file: string, said: string, more: object = {}) => {
    const path = join(twin.dataDir, 'benh.csv')
    writeFileSync(path, file)
    await loadLayer(twin.record, layer, path, { titleVi: 'Ca bệnh', counts: true, ...more })
    t.same(tablesOf(record, layer), tablesOf(twin.record, layer), said)
  }

  t.test('the secret of the lots is drawn for the record with the first file', async (t) => {
    const { status } = await send(csv(rows), { fields: { ...fields, layer: 'snn-khac' } })
    t.equal(status, 201)
    t.match(record.info.get('suppression_secret'), /^[0-9a-f]{64}$/)
    // One draw in sixty hides every number that the cases below look for, so that they have a draw of their own.
    for (const { info } of [record, twin.record]) info.set('suppression_secret', '5ec7'.repeat(16))
  })

  t.test('a new layer is a draft without what must not be shown', async (t) => {
    const { status, body } = await send(csv(rows), { fields })
    t.match([status, body.state, body.draft], [201, 'ready', true])
    t.match(body, { read: rows.length, added: rows.length, refused: 0, findings: [] })
    t.match((await apply(body.id)).body, { state: 'draft' })
    t.equal((await app.inject(`/v1/layers/${layer}/counts`)).statusCode, 404, 'nobody else sees it')
    const draft = (await call('agency', 'GET', `/v1/layers/${layer}/draft?limit=1000`)).body
    const shown = new Map<string, number | null>(
      draft.features.map(({ properties: { commune_code, period, subject, count } }: Draft) => [
        `${commune_code} ${period} ${subject}`,
        count,
      ]),
    )
    t.same(
      small.map(({ code, period, disease }) => shown.get(`${code} ${period} ${disease}`)),
      small.map(() => null),
    )
    const kept = await world.people.read(({ batches }) => batches.rows(body.id, { after: 0, limit: 1000 }))
    t.ok(kept.length >= rows.length)
    t.notMatch(JSON.stringify(kept), /"count":[1-4]\b/, 'nor is it kept beside the record')
    t.match((await publish()).body, { state: 'applied' })
    await sameAsCommand(csv(rows), 'as the command writes it')
    await world.state.catchUp()
    t.equal((await app.inject(`/v1/layers/${layer}/counts`)).statusCode, 200)
  })

  t.test('a later month, a corrected number, people of another year', async (t) => {
    const more = [
      ...communes.flatMap(({ code }) =>
        DISEASES.map(
          (disease): Row => ({ code, period: '2025-04', disease, count: Math.floor(random() * 50) }),
        ),
      ),
      { ...shownRow(), count: 39 },
    ]
    const { body } = await send(csv(more, 21_000), { fields })
    t.match(body, { draft: false, read: 17, added: 16, changed: 1, refused: 0, findings: [] })
    const before = tablesOf(record, layer)
    t.match((await apply(body.id)).body, { state: 'applied' })
    t.notSame(tablesOf(record, layer), before)
    await sameAsCommand(csv(more, 21_000), 'as the command writes it')
    const after = tablesOf(record, layer)
    t.match((await undo(body.id)).body, { state: 'undone', left: [] })
    t.same(
      [tablesOf(record, layer)[0], tablesOf(record, layer)[2]],
      [before[0], before[2]],
      'the numbers are as before',
    )
    t.equal(tablesOf(record, layer)[1]?.length, after[1]?.length, 'what was told is remembered')
    const again = await send(csv(more, 21_000), { fields })
    t.match((await apply(again.body.id)).body, { state: 'applied' })
    t.same(tablesOf(record, layer)[0], after[0], 'the same table shows and hides the same')
  })

  t.test('two files read at once: the later one is not written over what came since', async (t) => {
    const row = shownRow()
    const one = await send(csv([{ ...row, count: 38 }], 21_000), { fields })
    const two = await send(csv([{ ...row, count: 37 }], 21_000), { fields })
    t.equal((await apply(one.body.id)).status, 200)
    t.match(await apply(two.body.id), { status: 409, body: { code: 'layer-changed', left: [/^count\|/] } })
  })

  t.test('what was hidden is given away with a reason only', async (t) => {
    const grown = rows.map((row) => ({ ...row, count: 30 }))
    const { body } = await send(csv(grown), { fields: { ...fields, replace: '1' } })
    t.match(body.findings, [{ rule: 'layer-reveals', severity: 'warning', path: 'count' }])
    const before = tablesOf(record, layer)
    t.match(await apply(body.id), { status: 422, body: { code: 'findings' } })
    t.match(await apply(body.id, { yes: ['layer-reveals'] }), { body: { code: 'missing-particulars' } })
    t.same(tablesOf(record, layer), before, 'nothing is written')
    const reason = 'theo quyết định công bố (dữ liệu giả)'
    t.match((await apply(body.id, { yes: ['layer-reveals'], reason })).body, { state: 'applied' })
    const event = record.db
      .prepare('SELECT why, evidence FROM event WHERE subject = ? ORDER BY fid DESC LIMIT 1')
      .get(layer) as { why: string; evidence: string }
    t.match(
      [event.why, JSON.parse(event.evidence)],
      [reason, { confirmed: ['layer-reveals'], revealed: [new RegExp(`^${communes[0]?.code.slice(0, 1)}`)] }],
    )
  })

  t.test('a lower threshold is a warning too', async (t) => {
    const { body } = await send(csv(rows), { fields: { ...fields, threshold: '2' } })
    t.match(body.findings, [{ rule: 'layer-threshold', path: 'threshold' }])
    t.match(await apply(body.id), { status: 422 })
  })

  t.test('what is not a table of counts', async (t) => {
    const cases: [file: string, more: object, said: RegExp][] = [
      ['maxa,ky,soca,lon,lat\n27694,2025-01,5,106.4,10.5\n', {}, /"lon"|lon/],
      ['maxa,soca\n27694,5\n', {}, /period/],
      [`${HEAD}\nxx,2025-01,Sởi,5,10\n`, {}, /xx/],
      [csv(rows), { threshold: '1' }, /threshold/],
      [csv(rows), { counts: 'có' }, /counts/],
    ]
    for (const [file, more, said] of cases) {
      const { status, body } = await send(file, { fields: { ...fields, ...more } })
      t.equal(status, 400, JSON.stringify(more))
      t.match(JSON.stringify(body), said)
    }
    const { body } = await send(`${csv(rows)}27694,2025,Sởi,5,10\n`, { fields })
    t.match(body, { refused: 1, read: rows.length + 1 })
    const refused = (await call('agency', 'GET', `/v1/batches/${body.id}?rows=refused`)).body.rows
    t.match(refused, [{ line: rows.length + 2, findings: [{ rule: 'total' }] }])
  })

  t.test('the page shows the numbers, and nothing of a map', async (t) => {
    const { body } = await send(csv(rows.slice(0, 4)), { fields: { ...fields, layer: 'snn-khac' } })
    const page = await app.inject({
      url: `/tai-khoan/lop?batch=${body.id}`,
      headers: { 'x-test-actor': 'agency' },
    })
    t.match(page.body, 'Các số của tệp này')
    t.match(page.body, `<td>${rows[0]?.code}</td><td>2025-01</td><td>${DISEASES[0]}</td>`)
    t.notMatch(page.body, 'draft-map')
  })
})

interface Draft {
  readonly properties: { commune_code: string; period: string; subject: string; count: number | null }
}
