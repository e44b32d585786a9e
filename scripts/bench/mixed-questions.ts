import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { RecordStore } from '../../src/store/record-store.ts'

/** What a server is asked. */
export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly type?: string
  readonly body?: string
  /** Address that it comes from, as a proxy would say. */
  readonly from?: string
}

/** Questions by what they are; each list is asked in turns. */
export interface MixedQuestions {
  /** Whose times are to be short whatever else is asked. */
  readonly light: ReadonlyMap<string, readonly Question[]>
  /** Of which each is asked again as soon as it is answered. */
  readonly heavy: ReadonlyMap<string, readonly Question[]>
  /** Papers, none of which was made before: each is of another address. */
  readonly papers: ReadonlyMap<string, readonly Question[]>
}

const CSV_ROWS = 5_000
const BATCH = 1_000
/** Every n-th demonstration address is asked for. */
const STRIDE = 41

/** Papers of one kind, and how far in the list of addresses the next one is from the one before. */
const PAPERS = 200
const APART = 397

/** The same at every run: from the demonstration data in the order of the record. */
export function mixedQuestions(dataDir: string): MixedQuestions {
  const { texts, points, ids } = asked(dataDir)
  const keys = texts
    .slice(0, 200)
    .flatMap((text) =>
      [5, 9, 14].map((end) => get(`/v1/autocomplete?q=${encodeURIComponent(text.slice(0, end))}`)),
    )
  const csv = `q\n${Array.from({ length: CSV_ROWS }, (_, i) => `"${texts[i % texts.length]}"`).join('\n')}\n`
  const queries = Array.from({ length: BATCH }, (_, i) => texts[i % texts.length])
  return {
    light: new Map([
      ['hello', [get('/hello')]],
      ['autocomplete', keys],
    ]),
    heavy: new Map([
      ['key typed', keys.toReversed()],
      ['reverse', points.map(([lon, lat]) => get(`/v1/reverse?lat=${lat}&lon=${lon}&limit=5`))],
      ['tile', points.map((point, i) => tile(point, 12 + (i % 6)))],
      [
        'OGC page',
        points.map((_, i) => get(`/ogc/collections/addresses/items?limit=1000&class=${1 + (i % 3)}`)),
      ],
      [`table of ${CSV_ROWS} rows`, [table(csv)]],
      [
        `batch of ${BATCH}`,
        [{ method: 'POST', path: '/v1/batch', type: 'application/json', body: JSON.stringify({ queries }) }],
      ],
    ]),
    papers: new Map([
      ['picture', papersOf(ids, 0, (id) => `/p/${id}/preview.png`)],
      ['sheet', papersOf(ids, PAPERS, (id) => `/v1/addresses/${id}.pdf`)],
    ]),
  }
}

/** What is asked for: every {@link STRIDE}-th address that everybody may see. */
function asked(dataDir: string): { texts: string[]; points: [number, number][]; ids: string[] } {
  const record = RecordStore.open(dataDir, { readonly: true })
  const communes = new Map(record.units.all().map((unit) => [unit.code, unit.full_name]))
  const texts: string[] = []
  const points: [number, number][] = []
  const ids: string[] = []
  let n = 0
  for (const { uid, geom, commune_code, street, hamlet, house_number } of record.addresses.all()) {
    if (n++ % STRIDE !== 0 || !geom || !record.publicAddresses.byUid(uid)) continue
    const named = [house_number, street ?? hamlet].filter(Boolean).join(' ')
    texts.push([named, communes.get(commune_code)].join(', '))
    points.push(decodePoint(geom)!)
    ids.push(uid)
  }
  record.close()
  return { texts, points, ids }
}

function get(path: string): Question {
  return { method: 'GET', path }
}

function tile([lon, lat]: readonly [number, number], z: number): Question {
  const [x, y] = [worldX(lon), worldY(lat)].map((at) => Math.floor(at * 2 ** z))
  return get(`/tiles/address,street/${z}/${x}/${y}.mvt`)
}

function table(csv: string): Question {
  const boundary = 'bench-mixed'
  return {
    method: 'POST',
    path: '/v1/search/csv',
    type: `multipart/form-data; boundary=${boundary}`,
    body: `--${boundary}\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
  }
}

/** Papers of addresses that lie far from each other, each asked from a network of its own, as one network may not ask for many. */
function papersOf(ids: readonly string[], from: number, path: (id: string) => string): Question[] {
  return Array.from({ length: PAPERS }, (_, i) => ({
    ...get(path(ids[((from + i) * APART) % ids.length]!)),
    from: `10.${i >> 8}.${i & 255}.1`,
  }))
}
