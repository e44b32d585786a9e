import t from 'tap'
import { SearchEngine } from '../../../src/search/search-engine.ts'
import { readElsewhere } from '../../../src/units/elsewhere.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { suggestionApp } from '../../support/suggestion-app.ts'

interface Former {
  full_name?: string
  commune?: { name: string }
  district?: { name: string }
  province?: { name: string }
}

interface Feature {
  type: string
  id: string
  geometry: unknown
  properties: {
    geocoding: { label: string } & Record<string, unknown>
    vn: { kind: string; former?: Former[] } & Record<string, unknown>
  }
}

interface Reply {
  features: Feature[]
  [member: string]: unknown
}

/** What `vn` has of the query and not of the thing; `kind` is `code` where a code led to an address. */
const OF_QUERY = [
  ...['score', 'grade', 'warnings', 'highlight', 'distance', 'complete', 'not_found', 'nearest', 'crs'],
]
const BUDGET = 2000

t.test('suggestions as a list, and each by its id', async (t) => {
  const { record, close } = await demoRecord()
  const register = UnitRegister.of(record.units, () => '2026-11-22')
  const elsewhere = readElsewhere()
  const search = SearchEngine.build(record, { units: () => register, elsewhere })
  const app = await suggestionApp(search, record, register)
  t.teardown(async () => {
    await app.close()
    close()
  })
  const get = async (url: string, query: Record<string, string> = {}) => {
    const reply = await app.inject({ url, query })
    return { status: reply.statusCode, bytes: reply.rawPayload.length, body: reply.json() as Reply }
  }
  const column = (sql: string) => record.db.prepare<[], string>(sql).pluck().all()
  const some = (texts: readonly string[], count: number) =>
    texts.filter((_, i) => i % Math.max(1, Math.floor(texts.length / count)) === 0)
  const half = (text: string) => text.slice(0, Math.ceil(text.length * 0.6))
  const streets = column('SELECT DISTINCT street FROM address WHERE street IS NOT NULL ORDER BY street')
  const hamlets = column('SELECT DISTINCT hamlet FROM address WHERE hamlet IS NOT NULL ORDER BY hamlet')
  const numbered = column("SELECT house_number || ' ' || street FROM address WHERE street IS NOT NULL")
  const inHamlet = column(`SELECT 'Số ' || house_number || ', ' || hamlet FROM address WHERE street IS NULL`)
  const communes = column("SELECT full_name FROM unit WHERE level = 'commune' ORDER BY code, valid_from")
  const above = column("SELECT full_name FROM unit WHERE level <> 'commune' ORDER BY code, valid_from")
  const places = column('SELECT name FROM place ORDER BY fid')
  const codes = column('SELECT code FROM address ORDER BY fid')
  /** Queries by what they name. */
  const queries = {
    streets: some(streets, 60),
    'streets half typed': some(streets, 60).map(half),
    hamlets: some(hamlets, 40),
    houses: some(numbered, 60),
    'houses half typed': some(numbered, 40).map(half),
    'houses of hamlets': some(inHamlet.filter(Boolean), 40),
    communes: some(communes, 60),
    'districts and provinces': above,
    places: some(places, 60),
    'address codes': some(codes, 20),
    'other codes': ['82120', '27694', '27685', '7P28GCP6+9RX', 'GCP6+9RX', 'HHW5+29J Cần Đước'],
    points: ['10.536, 106.411', '10°32′N 106°24′E', 'X=1165213 Y=572180'],
    'no number': some(streets, 20).map((street) => `998 ${street}`),
    elsewhere: ['Mỹ Tho', '48.8584, 2.2945', '850000'],
  } satisfies Record<string, string[]>
  const asked: Array<[url: string, extra: Record<string, string>]> = [
    ['/v1/autocomplete', { lat: '10.54', lon: '106.41' }],
    ['/v1/search', { interpolate: '1' }],
    ['/v1/search', { at: '2022-04-30' }],
  ]

  t.test('an entry has nothing but equal members of its feature, in the same order', async (t) => {
    let compared = 0
    let former = 0
    for (const q of Object.values(queries).flat())
      for (const [url, extra] of asked) {
        const full = await get(url, { q, ...extra })
        const list = await get(url, { q, ...extra, view: 'list' })
        if (list.status !== 200 || full.status !== 200) t.fail(`${url} ${q}: ${list.status}`)
        const { features, ...rest } = list.body
        const { features: whole, ...wholeRest } = full.body
        if (JSON.stringify(rest) !== JSON.stringify(wholeRest)) t.same(rest, wholeRest, q)
        if (features.length !== whole.length) t.equal(features.length, whole.length, q)
        for (const [i, entry] of features.entries()) {
          const expected = expectedEntry(whole[i]!)
          if (JSON.stringify(sorted(entry)) !== JSON.stringify(sorted(expected)))
            t.same(entry, expected, `${url} ${q}`)
          compared++
          if (entry.properties.vn.former) former++
        }
      }
    t.ok(compared > 3000 && former > 50, `${compared} entries, ${former} of former units`)
  })

  t.test('five entries are about two kilobytes', async (t) => {
    const medians: string[] = []
    const all: number[] = []
    for (const [what, texts] of Object.entries(queries)) {
      const sizes: number[] = []
      for (const q of texts) {
        const { bytes, body } = await get('/v1/autocomplete', { q, limit: '5', view: 'list' })
        if (body.features.length === 5) sizes.push(bytes)
      }
      all.push(...sizes)
      if (sizes.length > 0) medians.push(`${what} ${median(sizes)}`)
    }
    t.ok(median(all) <= BUDGET, `${median(all)} bytes in the median`)
    t.ok(Math.max(...all) <= BUDGET * 1.15, `${Math.max(...all)} at most`)
    t.comment(`five entries: ${median(all)} bytes, ${Math.max(...all)} at most; ${medians.join(', ')}`)
    const [q] = streets as [string]
    const whole = (await get('/v1/autocomplete', { q })).bytes
    const list = (await get('/v1/autocomplete', { q, view: 'list' })).bytes
    t.ok(list < 0.6 * whole, `${list} of ${whole} bytes`)
  })

  t.test('the id of a suggestion leads to its feature, without what is of the query', async (t) => {
    const seen = new Map<string, Feature>()
    for (const q of Object.values(queries).flat())
      for (const [url, extra] of asked.slice(0, 2))
        for (const feature of (await get(url, { q, ...extra })).body.features)
          seen.set(`${feature.id} ${feature.properties.vn.kind}`, feature)
    const kinds = new Map<string, number>()
    for (const [key, suggested] of seen) {
      const { status, body } = await get(`/v1/features/${encodeURIComponent(suggested.id)}`)
      const found = body as unknown as Feature
      if (status !== 200) {
        t.fail(`${key}: ${status}`)
        continue
      }
      const named = isFormerNamed(suggested.properties.vn)
      const [is, expected] = [thing(found, named), thing(suggested, named)]
      if (JSON.stringify(is) !== JSON.stringify(expected)) t.same(is, expected, key)
      const more = OF_QUERY.filter((member) => member in found.properties.vn)
      if (more.length > 0) t.same(more, [], key)
      const { kind, scheme, between } = suggested.properties.vn
      const what = scheme ?? (between ? 'interpolated' : kind)
      kinds.set(String(what), (kinds.get(String(what)) ?? 0) + 1)
    }
    const all = [...['house', 'street', 'hamlet', 'place', 'commune', 'district', 'province']]
    for (const kind of [...all, 'code', 'point', 'postal', 'pluscode', 'interpolated'])
      t.ok(kinds.get(kind), `${kinds.get(kind)} of kind ${kind}`)
  })

  t.test('on another day an id leads to what was suggested for that day', async (t) => {
    const at = '2022-04-30'
    for (const q of [...queries.communes, ...queries.streets.slice(0, 10), '82120'])
      for (const { id, properties } of (await get('/v1/search', { q, at })).body.features) {
        const { body } = await get(`/v1/features/${encodeURIComponent(id)}`, { at })
        const found = body as unknown as Feature
        const same = found.id === id && found.properties.geocoding.label === properties.geocoding.label
        if (!same) t.same([found.id, found.properties?.geocoding.label], [id, properties.geocoding.label])
      }
    t.pass()
  })

  t.test('a list has no scores to explain, and there is no third view', async (t) => {
    const cases: Array<[query: Record<string, string>, fields: string[]]> = [
      [{ view: 'list', explain: '1' }, ['explain', 'view']],
      [{ view: 'short' }, ['view']],
      [{ view: '' }, ['view']],
    ]
    for (const url of ['/v1/autocomplete', '/v1/search'])
      for (const [query, fields] of cases) {
        const { status, body } = await get(url, { q: 'tan an', ...query })
        t.equal(status, 400, `${url} ${JSON.stringify(query)}`)
        t.same((body.problems as { path: string }[]).map(({ path }) => path).sort(), fields)
      }
    const plain = (await get('/v1/search', { q: 'tan an' })).body
    t.same((await get('/v1/search', { q: 'tan an', view: 'full' })).body, plain)
    t.equal((await get('/v1/search', { q: 'tan an', view: 'list', explain: '0' })).status, 200)
  })
})

/** The entry of a feature, by the contract. */
function expectedEntry({ type, id, geometry, properties: { geocoding, vn } }: Feature) {
  const { kind, grade, warnings, highlight, complete, former } = vn
  const [only] = former ?? []
  const isNamed = isFormerNamed(vn)
  const name = (only?.commune ?? only?.district ?? only?.province)?.name
  return {
    type,
    id,
    geometry,
    properties: {
      geocoding: { type: geocoding.type, label: geocoding.label },
      vn: {
        kind,
        grade,
        warnings,
        highlight,
        ...(isNamed && name ? { former: [{ full_name: name }] } : {}),
        ...(complete ? { complete } : {}),
      },
    },
  }
}

/**
 * What a feature says of the thing itself. Its label may name the former commune of its hamlet or not, as the hamlet was named, and
 * `former` is the one that was named, if one was.
 */
function thing({ type, id, geometry, properties: { geocoding, vn } }: Feature, isNamed: boolean) {
  const ofQuery = isNamed ? [...OF_QUERY, 'former'] : OF_QUERY
  const kept = Object.entries(vn).filter(([name]) => !ofQuery.includes(name))
  const label = geocoding.type === 'house' ? geocoding.label.replace(/ \([^()]* cũ\)/, '') : geocoding.label
  const kind = geocoding.type === 'house' ? 'house' : vn.kind
  return sorted({
    type,
    id,
    geometry,
    properties: { geocoding: { ...geocoding, label }, vn: { ...Object.fromEntries(kept), kind } },
  })
}

/** Whether the query named a former unit, which then is the only one of the feature. */
function isFormerNamed({ warnings }: Feature['properties']['vn']): boolean {
  return (warnings as string[]).some((one) => one === 'former-unit' || one === 'split-unit')
}

/** A value with the members of its objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]))
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!
}
