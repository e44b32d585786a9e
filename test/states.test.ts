// Plants an address in every state, and in one that does not exist, and asks every output for each of them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import t from 'tap'
import { writeSnapshot } from '../src/assembly/snapshot.ts'
import { LocalCodeMaker } from '../src/codes/local-code.ts'
import { encodePoint } from '../src/geo/geopackage-geometry.ts'
import { exportFile } from '../src/importing/export-file.ts'
import { ADDRESS_STATUSES, type AddressStatus } from '../src/store/layout/address-status.ts'
import type { RecordStore } from '../src/store/record-store.ts'
import { servedApp } from './support/served-app.ts'
import { addressRow, asLoad, decodeTile } from './support/tile-record.ts'

/** Who sees an address in a state: everybody everywhere, those who have its id or code, nobody. */
const SEEN: Readonly<Record<AddressStatus | 'zz_unknown', 'found' | 'known' | 'hidden'>> = {
  created: 'found',
  verified: 'found',
  official: 'found',
  alternative: 'found',
  retired: 'known',
  reserved: 'hidden',
  zz_unknown: 'hidden',
}
const STATES = Object.keys(SEEN) as (keyof typeof SEEN)[]

const STREET = 'Hoàng Yến Trắng'
const LON = 106.4113
const LAT = 10.536
const codes = new LocalCodeMaker('00112233445566778899aabbccddeeff')

/** An address of the test; it had another number, and another code, before it came into its state. */
interface Planted {
  state: string
  uid: string
  number: string
  numberBefore: string
  code: string
  codeBefore: string
  ndas: string
  lon: number
}

function plant(record: RecordStore, state: string, i: number): Planted {
  const planted = {
    state,
    uid: `00000000-0000-4000-8000-5747e5${String(i).padStart(6, '0')}`,
    number: `${701 + i}`,
    numberBefore: `${801 + i}`,
    code: codes.code(i),
    codeBefore: codes.code(100 + i),
    ndas: `80123456${10 + i}`,
    lon: LON + i * 1e-4,
  }
  const row = addressRow(planted.lon, LAT, {
    uid: planted.uid,
    code: planted.codeBefore,
    house_number: planted.numberBefore,
    street: STREET,
    status: 'created',
    updated_at: '2025-07-02T00:00:00.000Z',
  })
  record.write(() => record.addresses.insert(row))
  asLoad(record, () =>
    record.db
      .prepare('UPDATE address SET house_number = ?, code = ?, ndas = ?, status = ? WHERE uid = ?')
      .run(planted.number, planted.code, planted.ndas, state, planted.uid),
  )
  return planted
}

t.test('What comes out of an address is told by its state', async (t) => {
  t.same(
    STATES.filter((state) => state !== 'zz_unknown').sort(),
    [...ADDRESS_STATUSES].sort(),
    'every state is walked',
  )
  const served = await servedApp()
  t.teardown(served.close)
  const { app, demo, state } = served
  const { record, dataDir } = demo
  const ask = async (url: string, query: Record<string, string> = {}) => {
    const reply = await app.inject({ url, query })
    return { status: reply.statusCode, body: reply.json() }
  }
  const before = await counts()
  const planted = STATES.map((status, i) => plant(record, status, i))
  const [first] = planted as [Planted]
  const hidden = planted.find(({ state }) => state === 'reserved')!
  const retired = planted.find(({ state }) => state === 'retired')!
  record.write(() => {
    record.db.prepare('UPDATE address SET successor = ? WHERE uid = ?').run(hidden.uid, retired.uid)
    record.db
      .prepare('UPDATE identifier SET successor = ? WHERE value = ?')
      .run(hidden.code, first.codeBefore)
    for (const { uid, lon, state } of planted)
      record.themes.insert({
        theme: 'health',
        uid: `at-${state}`,
        address_uid: uid,
        properties: '{}',
        geom: encodePoint(lon, LAT),
      })
  })
  await state.catchUp()

  /** Counts that the public sees: of OGC, and of a tile of the whole world. */
  async function counts() {
    const { body } = await ask('/ogc/collections/addresses/items', { limit: '1' })
    const cells = (await tile('/tiles/address/0/0/0.mvt')).map(({ properties }) => properties)
    const sum = (prefix: string) =>
      cells
        .flatMap((cell) => Object.entries(cell))
        .filter(([key]) => key.startsWith(prefix))
        .reduce((total, [, value]) => total + Number(value), 0)
    return { ogc: body.numberMatched, tile: sum('point_count'), byState: sum('status_') }
  }

  async function tile(url: string) {
    const { rawPayload } = await app.inject(url)
    return decodeTile(rawPayload.readUInt16BE(0) === 0x1f8b ? gunzipSync(rawPayload) : rawPayload).address!
  }

  const idsOf = (body: { features: { id: string }[] }) => body.features.map(({ id }) => id)
  const here = { lat: String(LAT), lon: String(LON), limit: '20' }
  const world = 2 ** 15
  const x = Math.floor(((LON + 180) / 360) * world)
  const sin = Math.sin((LAT * Math.PI) / 180)
  const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world)

  /** What shows those that are found, and whether it shows this one. */
  const FOUND: Readonly<Record<string, (one: Planted) => Promise<boolean>>> = {
    'search by number and street': async ({ uid, number }) =>
      idsOf((await ask('/v1/search', { q: `${number} ${STREET}, Phường Long An` })).body).includes(uid),
    autocomplete: async ({ uid, number }) =>
      idsOf((await ask('/v1/autocomplete', { q: `${number} ${STREET}`, ...here })).body).includes(uid),
    'search by code': async ({ uid, code }) =>
      idsOf((await ask('/v1/search', { q: code })).body).includes(uid),
    'search by national code': async ({ uid, ndas }) =>
      idsOf((await ask('/v1/search', { q: ndas })).body).includes(uid),
    reverse: async ({ uid, lon }) =>
      idsOf((await ask('/v1/reverse', { ...here, lon: String(lon), radius: '100' })).body).includes(uid),
    tiles: async ({ uid }) =>
      (await tile(`/tiles/address/15/${x}/${y}.mvt`)).some(({ properties }) => properties.id === uid),
    'OGC items': async ({ uid, number }) => {
      const { body } = await ask('/ogc/collections/addresses/items', { house_number: number, street: STREET })
      const found = idsOf(body).includes(uid)
      t.equal(body.numberMatched, found ? 1 : 0, `${number}: counted as listed`)
      return found
    },
    'an OGC item': async ({ uid }) => (await ask(`/ogc/collections/addresses/items/${uid}`)).status === 200,
    'public exports': async ({ uid }) => exported.includes(uid),
    snapshots: async ({ uid }) => snapshot('SELECT uid FROM address').includes(uid),
    'history in snapshots': async ({ uid }) => snapshot('SELECT uid FROM address_history').includes(uid),
    'codes in snapshots': async ({ uid }) => snapshot('SELECT uid FROM identifier').includes(uid),
  }
  /** The same of those that are known by their id or code. */
  const KNOWN: Readonly<Record<string, (one: Planted) => Promise<boolean>>> = {
    'by id': async ({ uid }) => (await ask(`/v1/addresses/${uid}`)).status === 200,
    'by id, on a day': async ({ uid }) =>
      (await ask(`/v1/addresses/${uid}`, { at: '2026-01-15' })).status === 200,
    history: async ({ uid }) => (await ask(`/v1/addresses/${uid}/history`)).status === 200,
    feature: async ({ uid }) => (await ask(`/v1/features/${uid}`)).status === 200,
    code: async ({ code }) => (await ask(`/v1/codes/${code}`)).body.registered,
    'national code': async ({ ndas }) => (await ask(`/v1/codes/${ndas}`)).body.registered,
    'code that it had': async ({ codeBefore }) => (await ask(`/v1/codes/${codeBefore}`)).body.registered,
    'feature of a layer': async ({ state, uid }) =>
      (await ask(`/ogc/collections/health/items/at-${state}`)).body.properties.address === uid,
    'features of a layer': async ({ uid }) =>
      (await ask('/ogc/collections/health/items', { limit: '1000' })).body.features.some(
        ({ properties }: { properties: { address?: string } }) => properties.address === uid,
      ),
  }

  const folder = mkdtempSync(join(tmpdir(), 'diachiso-states-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'public.csv')
  exportFile(record, 'addresses', file, () => {}, true)
  const exported = readFileSync(file, 'utf8')
  const day = '2026-01-15'
  const { name } = writeSnapshot({ dataDir, folder, version: '1', now: new Date(day), day, maxzoom: 9 })
  const copy = new Database(join(folder, name, 'registry.gpkg'), { readonly: true })
  t.teardown(() => copy.close())
  const snapshot = (sql: string) => copy.prepare(sql).pluck().all() as string[]

  for (const one of planted)
    t.test(one.state, async (t) => {
      const seen = SEEN[one.state as AddressStatus]
      for (const [output, shows] of Object.entries(FOUND)) t.equal(await shows(one), seen === 'found', output)
      for (const [output, shows] of Object.entries(KNOWN))
        t.equal(await shows(one), seen !== 'hidden', output)
    })

  t.test('Counts grow by those that are found alone', async (t) => {
    const found = STATES.filter((state) => SEEN[state] === 'found').length
    const { ogc, tile, byState } = await counts()
    t.same([ogc - before.ogc, tile - before.tile, byState - before.byState], [found, found, found])
  })

  t.test('A hidden address is as one that was never there', async (t) => {
    const absent = { uid: '00000000-0000-4000-8000-5747e5999999', code: codes.code(999) }
    for (const path of ['/v1/addresses/ID', '/v1/addresses/ID/history', '/v1/features/ID'])
      t.same(await answerTo(path, hidden), await answerTo(path, absent), path)
    t.same(await answerTo('/v1/codes/CODE', hidden), await answerTo('/v1/codes/CODE', absent), 'a code')
    const mistyped = `${hidden.code.slice(0, 10)}${(Number(hidden.code[10]) + 1) % 10}`
    t.same((await ask(`/v1/codes/${mistyped}`)).body.suggestions, [], 'no mistyped code is led to it')
    const whole = readFileSync(join(folder, name, 'registry.gpkg')).toString('latin1')
    for (const secret of [hidden.uid, hidden.code, hidden.ndas]) t.notOk(whole.includes(secret), secret)
    const layer = readFileSync(join(folder, name, 'layers', 'health.geojson'), 'utf8')
    t.ok(layer.includes(first.uid))
    t.notOk(layer.includes(hidden.uid))
  })

  /** An answer with what was asked for written in the same way. */
  async function answerTo(path: string, { uid, code }: { uid: string; code: string }) {
    const reply = await app.inject(path.replace('ID', uid).replace('CODE', code))
    return [reply.statusCode, reply.body.replaceAll(uid, 'ID').replaceAll(code, 'CODE')]
  }

  t.test('Nothing points to a hidden address', async (t) => {
    t.equal((await ask(`/v1/addresses/${retired.uid}`)).body.properties.vn.successor, undefined)
    t.equal((await ask(`/v1/codes/${retired.code}`)).body.successor, null)
    t.equal((await ask(`/v1/codes/${first.codeBefore}`)).body.successor, first.code)
    const { body } = await ask(`/v1/addresses/${first.uid}`)
    t.same(
      body.properties.identifiers.map(({ successor }: { successor: null }) => successor),
      [null, null, null],
    )
  })

  t.test('An address has no version of the time when it was hidden', async (t) => {
    const at = (time: string, number: string, status: string) => {
      asLoad(record, () =>
        record.db
          .prepare('UPDATE address SET house_number = ?, status = ? WHERE uid = ?')
          .run(number, status, first.uid),
      )
      record.db
        .prepare(
          'UPDATE address_history SET recorded_until = ? WHERE fid = (SELECT max(fid) FROM address_history)',
        )
        .run(time)
    }
    at('2026-01-01T00:00:00.000Z', '901', 'reserved')
    at('2026-02-01T00:00:00.000Z', '902', 'created')
    at('2026-03-01T00:00:00.000Z', '903', 'verified')
    const { body } = await ask(`/v1/addresses/${first.uid}/history`)
    type Version = {
      valid_from: string
      valid_to: string | null
      address: { properties: { vn: { status: string } } }
    }
    t.same(
      (body.versions as Version[])
        .slice(0, 3)
        .map(({ valid_from, valid_to, address }) => [valid_from, valid_to, address.properties.vn.status]),
      [
        ['2026-03-01T00:00:00.000Z', null, 'verified'],
        ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 'created'],
        [body.versions[2].valid_from, '2026-01-01T00:00:00.000Z', 'created'],
      ],
    )
    t.notMatch(JSON.stringify(body), /901|reserved/)
    record.db.prepare("UPDATE address SET status = 'reserved' WHERE uid = ?").run(first.uid)
    record.db.prepare('DELETE FROM address WHERE uid = ?').run(first.uid)
    for (const path of ['', '/history'])
      t.equal((await ask(`/v1/addresses/${first.uid}${path}`)).status, 404, `removed while hidden${path}`)
  })
})
