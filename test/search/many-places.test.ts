import t from 'tap'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import { fold } from '../../src/text/syllable.ts'
import { searchRecord } from '../support/search-record.ts'

const COUNT = 40_000
const ASKED = 97
const KINDS = ['Nhà thuốc', 'Quán cà phê', 'Công ty TNHH', 'Trường Mầm non', 'Tiệm vàng']
/** Few words, many of them in the names of communes too: each is in thousands of names. */
const WORDS = 'Minh Anh Phước Thành Kim Ngọc Hoa Long Bình An Tân Hưng Phú Đức Lợi Thanh Mai Vạn'.split(' ')

interface Shop {
  name: string
  commune: { code: string; full_name: string }
}

/** A letter left out of the longest word: one of two or three letters could be too many others then. */
function mistyped(name: string): string {
  const words = fold(name).split(' ')
  const lengths = words.map(({ length }) => length)
  const at = lengths.indexOf(Math.max(...lengths))
  return words.with(at, words[at]!.slice(0, 2) + words[at]!.slice(3)).join(' ')
}

t.test('Among tens of thousands of places with much the same words', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const { record } = search
  const random = new SeededRandom(11)
  const communes = record.units
    .all()
    .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
  const shops: Shop[] = []
  record.write(() => {
    for (let i = 0; i < COUNT; i++) {
      const commune = random.pick(communes)
      const words = Array.from({ length: random.integer(2, 3) }, () => random.pick(WORDS))
      const name = i % 8 === 0 ? 'Nhà trọ Hạnh Phúc' : [random.pick(KINDS), ...words].join(' ')
      shops.push({ name, commune })
      record.gazetteer.insert('place', {
        uid: random.uuid(),
        name,
        alt_names: null,
        category: 'shop',
        commune_code: commune.code,
        importance: 0.2,
        description: null,
        source: 'test',
        geom: encodePoint(commune.centre_lon ?? 106, commune.centre_lat ?? 10.5),
      })
    }
  })
  const engine = SearchEngine.build(record, { units: () => search.register })
  const first = (text: string): SearchHit | undefined =>
    engine.search({ text, unfinished: false, limit: 5 }).hits[0]
  const isIt = (hit: SearchHit | undefined, { name, commune }: Shop) =>
    fold(hit?.name ?? '') === fold(name) && hit?.within?.code === commune.code
  const asked = shops.filter((_, i) => i % Math.floor(COUNT / ASKED) === 3)

  t.test('each is found by its name and commune', async (t) => {
    for (const shop of asked) {
      const text = `${shop.name}, ${shop.commune.full_name}`
      for (const typed of [text, fold(text)]) t.ok(isIt(first(typed), shop), typed)
    }
  })

  t.test('nearly all with a word mistyped too', async (t) => {
    const right = asked.filter((shop) =>
      isIt(first(`${mistyped(shop.name)}, ${fold(shop.commune.full_name)}`), shop),
    )
    t.ok(right.length >= 0.95 * asked.length, `${right.length} of ${asked.length}`)
  })

  t.test('of a name that thousands have, the one in the commune named', async (t) => {
    const { full_name, code } = communes[7]!
    for (const text of ['Nhà trọ Hạnh Phúc', 'nha tro hanh phuc', 'nha tro hanh phuoc']) {
      t.equal(first(text)?.name, 'Nhà trọ Hạnh Phúc', text)
      t.match(first(`${text}, ${full_name}`), { name: 'Nhà trọ Hạnh Phúc', within: { code } }, text)
    }
  })

  t.test('by the name alone one of that name is first', async (t) => {
    for (const { name } of asked) t.equal(fold(first(fold(name))?.name ?? ''), fold(name), name)
  })
})
