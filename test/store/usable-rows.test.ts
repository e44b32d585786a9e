import t from 'tap'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import type { RowRule } from '../../src/store/layout/row-rules.ts'
import { READ_LAYERS } from '../../src/store/layout/usable-rows.ts'
import { faultFinder, faultsOf } from '../../src/store/reading/row-faults.ts'
import { demoRecord } from '../support/demo-record.ts'

const text = (bytes: number) => 'x'.repeat(bytes)
const levels = (count: number) => `{"a":${'['.repeat(count)}${']'.repeat(count)}}`

/** layer.column, value, the rule that it breaks, or none */
const CASES: ReadonlyArray<[where: string, value: unknown, rule: RowRule | undefined]> = [
  ['street.name', 'Đường số 1', undefined],
  ['street.name', Buffer.from('Đường'), 'storage'],
  ['street.name', text(2000), undefined],
  ['street.name', text(2001), 'too-long'],
  ['street.source', null, undefined],
  ['place.description', text(20_000), undefined],
  ['place.description', text(20_001), 'too-long'],
  ['place.importance', 0.5, undefined],
  ['place.importance', 'nhiều', 'storage'],
  ['place.importance', Number.POSITIVE_INFINITY, 'value'],
  ['unit.valid_to', '2025-06-30', undefined],
  ['unit.valid_to', null, undefined],
  ['unit.valid_to', '2025-02-29', 'date'],
  ['unit.valid_from', '30/06/2025', 'date'],
  ['unit.valid_from', 'now', 'date'],
  ['unit.level', 'hamlet', 'value'],
  ['unit.centre_lon', 181, 'value'],
  ['unit_change.extent', 'half', 'value'],
  ['address.class', 5, undefined],
  ['address.class', 6, 'value'],
  ['address.class', 1.5, 'storage'],
  ['address.status', 'lost', 'value'],
  ['address.updated_at', 20_250_701, 'storage'],
  ['address.fid', 0xffff_fffe, undefined],
  ['address.fid', 0xffff_ffff, 'row-number'],
  ['address.fid', -1, 'row-number'],
  ['address.geom', null, 'required'],
  ['address.geom', 'POINT(106 10)', 'storage'],
  ['address.geom', Buffer.alloc(3), 'geometry'],
  ['address.geom', encodePoint(106, 91), 'geometry'],
  ['hamlet.geom', null, undefined],
  ['hamlet.geom', encodePoint(Number.NaN, 10), 'geometry'],
  ['theme.id', Buffer.from('x'), 'storage'],
  ['theme.id', 'gieng-khoan_2', undefined],
  ['theme.id', '../../etc', 'value'],
  ['theme.id', 'a\0/b', 'value'],
  ['theme.fields', '[]', 'json'],
  ['theme_feature.properties', '{"a":[{}]}', undefined],
  ['theme_feature.properties', '{"a":', 'json'],
  ['theme_feature.properties', levels(900), undefined],
  ['theme_feature.properties', levels(50_000), 'json'],
  ['theme_feature.properties', `{"a":"${text(1_000_000)}"}`, 'json'],
  ['theme_count.count', null, undefined],
  ['theme_count.count', 1.5, 'storage'],
]
/** What is read where a rule leaves the row in; a position of an address is looked at by whoever takes it. */
const INSTEAD = {
  json: () => '{}',
  geometry: (layer: string, value: unknown) => (layer === 'address' ? value : null),
}

t.test('A row is used when it keeps the rules of its columns', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const { db } = record
  for (const [where, value, rule] of CASES) {
    const [layer, column] = where.split('.') as [string, string]
    db.exec('SAVEPOINT one')
    const fid = column === 'fid' ? Number(value) : 2
    db.prepare(`UPDATE ${layer} SET ${column} = ? WHERE fid = 2`).run(value)
    const shown = typeof value === 'string' ? value.slice(0, 20) : value
    const expected = rule && { table: layer, row: fid, column, rule }
    t.same(faultFinder(record, layer)(fid), expected, `${where} = ${shown}`)
    t.same(
      [...faultsOf(record, layer)].flatMap(({ rows }) => rows),
      expected ? [expected] : [],
    )
    const read = db.prepare(`SELECT ${column} FROM usable_${layer} WHERE fid = ?`).pluck().get(fid)
    if (rule === undefined) t.same(read, value, 'is read as it is')
    else if (rule === 'json' || rule === 'geometry') t.same(read, INSTEAD[rule](layer, value))
    else t.equal(read, undefined, 'is left out')
    db.exec('ROLLBACK TO one; RELEASE one')
  }
})

t.test('Every row of the demonstration can be used', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  for (const layer of READ_LAYERS) {
    const count = (table: string) => record.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
    t.equal(count(`usable_${layer}`), count(layer), layer)
  }
})

t.test('The key of codes is never made anew while there is one', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  record.db.prepare("UPDATE diachiso_info SET value = ? WHERE key = 'code_key'").run(Buffer.from('x'))
  t.equal(record.info.get('code_key'), undefined)
  t.throws(() => record.info.issued('code_key', /^[0-9a-f]{32}$/), /code_key/)
  t.equal(record.info.issued('no such', /x/), undefined)
})
