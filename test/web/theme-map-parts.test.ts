import t from 'tap'
import { readJsonFilter } from '../../src/http/ogc/cql2/json-filter.ts'
import { fieldName } from '../../src/web/theme-map/field-name.ts'
import { itemsUrl } from '../../src/web/theme-map/items-url.ts'
import type { ThemeFacts } from '../../src/web/theme-map/theme-facts.ts'
import { embedCode, readThemeLink, themeQuery } from '../../src/web/theme-map/theme-link.ts'
import { THEME_WORDS } from '../../src/web/theme-map/theme-words.ts'

const facts: ThemeFacts = {
  id: 'health',
  kind: 'features',
  title: { vi: 'Y tế', en: 'Health' },
  owner: null,
  licence: null,
  updated_at: null,
  threshold: null,
  size: 3,
  bounds: null,
  periods: ['2025-11', '2025-12'],
  filters: [{ field: 'type', values: ['Bệnh viện', 'Trạm & "khác"'] }],
  legend: { field: 'type', entries: [] },
}

t.test('Links to thematic maps', async (t) => {
  t.test('what is written is read again', async (t) => {
    const choice = { hidden: new Map([['type', new Set(['Trạm & "khác"'])]]), period: '2025-11' }
    const view = { zoom: 12.5, lat: 10.5, lon: 106.25 }
    const read = readThemeLink(`?${themeQuery(facts, choice, view)}&embed=1`, facts)
    t.same(read, { choice, view, embedded: true })
  })

  t.test('the newest period and all values need no words', async (t) => {
    t.equal(themeQuery(facts, { hidden: new Map(), period: '2025-12' }, undefined).toString(), '')
    t.equal(readThemeLink('', facts).choice.period, '2025-12')
  })

  const nonsense = [
    '?map=1/2',
    '?map=//',
    '?map=99/0/0',
    '?map=8/91/0',
    '?map=a/b/c',
    '?period=1999',
    '?hide.type=none',
    '?hide.name=x',
    '?embed=yes',
  ]
  for (const search of nonsense)
    t.test(`${search} is left aside`, async (t) =>
      t.same(readThemeLink(search, facts), {
        choice: { hidden: new Map(), period: '2025-12' },
        view: undefined,
        embedded: false,
      }),
    )

  t.test('the embed code is one element whatever the title says', async (t) => {
    const code = embedCode('https://a.vn/ban-do/x?embed=1&b="', '"><script>alert(1)</script>')
    t.equal(code.match(/</g)?.length, 2)
    t.match(
      code,
      /^<iframe src="https:\/\/a\.vn\/ban-do\/x\?embed=1&amp;b=&quot;" title="&quot;&gt;&lt;script/,
    )
  })
})

t.test('Names of fields', async (t) => {
  const cases: ReadonlyArray<[field: string, shown: string]> = [
    ['type', 'Loại'],
    ['LOAI', 'Loại'],
    ['dia_chi', 'Địa chỉ'],
    ['so_giuong', 'so_giuong'],
    // The page has words of these names that are no titles of fields.
    ['print', 'print'],
    ['link', 'link'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ]
  for (const [field, shown] of cases)
    t.equal(
      fieldName(field, (word) => THEME_WORDS[word][0]),
      shown,
    )
})

t.test('Lists of what is in view ask for it in CQL2 that no name or value breaks', async (t) => {
  const hidden = new Map([['loại "x"', new Set(["O'Hara \\", 'b'])]])
  const url = new URL(itemsUrl('y tế', [105, 10, 106.5, 11], { hidden }, { f: 'csv' }))
  t.match(url.pathname, /\/ogc\/collections\/y%20t%E1%BA%BF\/items$/)
  t.equal(url.searchParams.get('bbox'), '105.000000,10.000000,106.500000,11.000000')
  t.equal(url.searchParams.get('filter-lang'), 'cql2-json')
  const read = JSON.stringify(readJsonFilter(url.searchParams.get('filter')!))
  for (const part of ['loại \\"x\\"', "O'Hara \\\\"]) t.match(read, part)
  const two = new Map([...hidden, ['cấp', new Set(['1'])]])
  const both = new URL(itemsUrl('a', [105, 10, 106, 11], { hidden: two }, {})).searchParams.get('filter')!
  t.match(JSON.stringify(readJsonFilter(both)), 'cấp')
  t.notOk(new URL(itemsUrl('a', [105, 10, 106, 11], { hidden: new Map() }, {})).searchParams.has('filter'))
})
