import t from 'tap'
import { namedSystem } from '../../../src/geo/coordinate-systems.ts'
import type { RawRow, RawSource, StatedCrs } from '../../../src/importing/formats/raw-source.ts'
import { recogniseSource } from '../../../src/importing/formats/recognise-source.ts'
import { recogniserOf } from '../../../src/importing/reading/columns.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import type { FreeReading, Source, SourceRow } from '../../../src/importing/reading/source-row.ts'

const NAMES = recogniserOf([{ name: 'id' }, { name: 'name', aliases: ['ten'] }, { name: 'wkt' }])
const FREE: FreeReading = { system: undefined, extent: [105.5, 10, 107, 11.5] }
const POINT = { type: 'Point', coordinates: [106.41, 10.54] }
const METRES = { type: 'Point', coordinates: [572_300, 1_165_000] }

function source(
  parts: Partial<RawSource>,
  rows: readonly Partial<Exclude<RawRow, { problem: object }>>[] = [],
): RawSource {
  const numbered = rows.map((row, i) => ({ line: i + 1, values: [], ...row })) as RawRow[]
  return {
    geometry: 'rows',
    crs: () => undefined,
    progress: () => ({ done: 0, total: 0 }),
    ...parts,
    rows: (async function* () {
      yield numbered
    })(),
  }
}

async function rowsOf(recognised: Source): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  for await (const batch of recognised.rows) rows.push(...batch)
  return rows
}

async function only(raw: RawSource, free?: FreeReading): Promise<SourceRow> {
  return (await rowsOf(recogniseSource(raw, NAMES, free)))[0]!
}

async function refusal(read: () => Promise<unknown>): Promise<string | undefined> {
  const error = await read().then(
    () => undefined,
    (reason) => reason,
  )
  if (!(error instanceof ImportError)) throw error ?? new Error('nothing was refused')
  return `${error.problem.code} ${error.problem.field} ${error.problem.value}`
}

t.test('Values get the names of their columns, as text', async (t) => {
  const cases: [name: string, raw: RawSource, fields: Record<string, string>][] = [
    [
      'a table, whose other columns are left out',
      source({ columns: ['Tên', 'x', 'ID'] }, [{ values: [5, 'y', null] }]),
      { name: '5', id: '' },
    ],
    ['members of JSON', source({}, [{ values: { ten: true, y: 1 } }]), { name: 'true' }],
    [
      'the first of two members that mean the same',
      source({}, [{ values: { ten: 'a', name: 'b' } }]),
      { name: 'a' },
    ],
    ['the id of a feature', source({}, [{ values: { ten: 'a' }, id: 7 }]), { name: 'a', id: '7' }],
    ['an id among the values goes first', source({}, [{ values: { id: 'a' }, id: 7 }]), { id: 'a' }],
    [
      'the last of two columns, where a format cuts names',
      source({ columns: ['ten', 'name'], columnsMayRepeat: true }, [{ values: ['a', 'b'] }]),
      { name: 'b' },
    ],
  ]
  for (const [name, raw, fields] of cases) t.same(await only(raw), { line: 1, fields }, name)
})

t.test('With free reading other values are kept as they stand', async (t) => {
  const table = source({ columns: ['ten', 'open', 'n'], booleans: ['open'] }, [{ values: ['a', 1, 0] }])
  const recognised = recogniseSource(table, NAMES, FREE)
  t.same([...recognised.columns!], ['name'])
  t.same(recognised.others, ['open', 'n'])
  const [row] = (await rowsOf(recognised)) as { rest: Record<string, unknown> }[]
  t.same({ ...row!.rest }, { open: true, n: 0 })
  const json = await only(source({}, [{ values: JSON.parse('{"__proto__": 1, "list": [1]}') }]), FREE)
  t.same(Object.entries((json as { rest: object }).rest), [
    ['__proto__', 1],
    ['list', [1]],
  ])
})

t.test('What is no value, and what is no geometry, costs its row only', async (t) => {
  const cases: [name: string, raw: RawSource, code: string, field: string, value: string | RegExp][] = [
    ['bytes', source({ columns: ['ten'] }, [{ values: [Buffer.from('x')] }]), 'value', 'ten', 'BLOB'],
    ['a list', source({}, [{ values: { ten: [1] } }]), 'value', 'ten', '[1]'],
    ['a wrong type', source({}, [{ geometry: { type: 'Circle' } }]), 'geometry-type', 'geometry', 'Circle'],
    [
      'swapped axes',
      source({}, [{ geometry: { ...POINT, coordinates: [10.5, 106.4] } }]),
      'swapped-coordinates',
      'lon',
      /./,
    ],
    [
      'no text of a geometry',
      source({ columns: ['wkt'], geometry: 'column' }, [{ values: ['x'] }]),
      'value',
      'wkt',
      'x',
    ],
  ]
  for (const [name, raw, code, field, value] of cases)
    t.match(await only(raw), { line: 1, problem: { code, field, value } }, name)
  const problem = { code: 'json' }
  t.same(
    await only(source({}, [{ problem } as never])),
    { line: 1, values: [], problem },
    'a problem is passed on',
  )
})

t.test('Well-known text is a geometry only where the format has it in a column', async (t) => {
  const values = ['POINT (106.41 10.54)']
  t.match(await only(source({ columns: ['wkt'], geometry: 'column' }, [{ values }])), { geometry: POINT })
  t.notOk('geometry' in (await only(source({ columns: ['wkt'], geometry: 'none' }, [{ values }]))))
})

t.test('Two columns that mean the same are refused', async (t) => {
  const refused = (columns: string[], free?: FreeReading) =>
    refusal(async () => recogniseSource(source({ columns }), NAMES, free))
  t.equal(await refused(['ten', 'Name']), 'duplicate-column name ten, Name')
  t.equal(await refused(['a', 'a'], FREE), 'duplicate-column a a')
  t.doesNotThrow(() => recogniseSource(source({ columns: ['a', 'a'] }), NAMES), 'columns that nobody reads')
})

t.test('The coordinate system is the one named, else the one the file states', async (t) => {
  const vn = namedSystem('EPSG:9210')!
  const stated = (text: string, isWgs84 = false): StatedCrs => ({ text, system: namedSystem(text), isWgs84 })
  const at = async (crs: StatedCrs | undefined, free?: FreeReading) =>
    only(source({ crs: () => crs }, [{ geometry: METRES }]), free)
  const placed = vn.toDegrees(572_300, 1_165_000)
  for (const row of [
    await at(stated('EPSG:9210'), FREE),
    await at(undefined, { ...FREE, system: vn }),
    await at(stated('EPSG:27700'), { ...FREE, system: vn }),
  ]) {
    const [lon, lat] = (row as { geometry: typeof POINT }).geometry.coordinates as [number, number]
    t.ok(Math.hypot(lon - placed[0], lat - placed[1]) < 1e-8)
  }
  t.match(await at(undefined, FREE), { problem: { code: 'unnamed-crs' } })
  t.match(await at(stated('a profile of WGS 84', true)), { problem: { code: 'projected-coordinates' } })
  t.equal(await refusal(() => at(stated('EPSG:27700'), FREE)), 'unknown-crs crs EPSG:27700')
  t.equal(await refusal(() => at(stated('EPSG:9210'))), 'crs crs EPSG:9210')
})

t.test('A system that a file states only when it is read counts from its first row on', async (t) => {
  let crs: StatedCrs | undefined
  const raw = source({ crs: () => crs }, [{ geometry: METRES, values: {} }])
  const recognised = recogniseSource(raw, NAMES, FREE)
  crs = { text: 'EPSG:9210', system: namedSystem('EPSG:9210'), isWgs84: false }
  t.match((await rowsOf(recognised))[0], { geometry: { type: 'Point' } })
  t.ok(Array.isArray(recognised.place!(572_300, 1_165_000)), 'columns of positions too')
})
