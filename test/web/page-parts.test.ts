import fc from 'fast-check'
import t from 'tap'
import type { Place, ReverseReply } from '../../src/web/api/replies.ts'
import { withQuery } from '../../src/web/api/with-query.ts'
import { CARD_WORDS } from '../../src/web/card/card-words.ts'
import { chooseLanguage, sentence } from '../../src/web/language/sentence.ts'
import { WORDS } from '../../src/web/language/words.ts'
import { cameraFor } from '../../src/web/map/camera.ts'
import { fontsOf, pageStyle } from '../../src/web/map/page-style.ts'
import { linkQuery, pageOf, readTarget, type Target, targetOf } from '../../src/web/permalink.ts'
import { pointPlace } from '../../src/web/portal/point-place.ts'
import { headLength, highlightRuns } from '../../src/web/search-box/highlight.ts'
import { Suggester } from '../../src/web/search-box/suggester.ts'

t.test('Highlighting', async (t) => {
  const marked = (label: string, ranges: Array<[number, number]>, from?: number, to?: number) =>
    highlightRuns(label, ranges, from, to)
      .map(({ text, marked }) => (marked ? `[${text}]` : text))
      .join('')

  t.test('marks the ranges, cut to the part that is shown', async (t) => {
    const label = '8 Hùng Vương, Phường Long An'
    t.equal(marked(label, [[2, 12]]), '8 [Hùng Vương], Phường Long An')
    t.equal(
      marked(label, [
        [2, 6],
        [7, 12],
      ]),
      '8 [Hùng] [Vương], Phường Long An',
    )
    t.equal(
      marked(label, [
        [7, 12],
        [2, 9],
      ]),
      '8 [Hùng Vư][ơng], Phường Long An',
    )
    t.equal(marked(label, [[2, 20]], 14), '[Phường] Long An')
    t.equal(
      marked(label, [
        [-5, 1],
        [26, 99],
      ]),
      '[8] Hùng Vương, Phường Long [An]',
    )
    t.equal(marked(label, []), label)
  })

  t.test('never loses or repeats a letter, whatever the ranges', async (t) => {
    const range = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -3, max: 40 }))
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(range, { maxLength: 6 }), (label, ranges) => {
        const runs = highlightRuns(label, ranges)
        return runs.map(({ text }) => text).join('') === label && runs.every(({ text }) => text !== '')
      }),
    )
    t.pass()
  })

  t.equal(headLength('8 Hùng Vương, Phường Long An'), 12)
  t.equal(headLength('Tỉnh Tây Ninh'), 13)
})

t.test('Suggestions while typing', async (t) => {
  function typist() {
    const asked: Array<{ text: string; answer: (reply: string) => void; signal: AbortSignal }> = []
    const shown: string[] = []
    const failed: unknown[] = []
    let waiting: (() => void) | undefined
    const suggester = new Suggester<string>({
      ask: (text, signal) => new Promise((answer) => asked.push({ text, answer, signal })),
      show: (reply) => shown.push(reply),
      fail: (error) => failed.push(error),
      later: (run) => {
        waiting = run
        return () => {
          waiting = undefined
        }
      },
    })
    return { suggester, asked, shown, failed, pause: () => waiting?.() }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  t.test('asks after a pause, for the last text only', async (t) => {
    const { suggester, asked, pause } = typist()
    for (const text of ['h', 'hu', 'hun']) suggester.type(text)
    t.same(asked, [])
    pause()
    t.same(
      asked.map(({ text }) => text),
      ['hun'],
    )
  })

  t.test('drops the answer to a text that is no longer there', async (t) => {
    const { suggester, asked, shown, pause } = typist()
    suggester.type('hu')
    pause()
    suggester.type('hun')
    t.ok(asked[0]!.signal.aborted)
    pause()
    asked[1]!.answer('of hun')
    asked[0]!.answer('of hu')
    await settled()
    t.same(shown, ['of hun'])
  })

  t.test('remembers what was asked, until the language changes', async (t) => {
    const { suggester, asked, shown, pause } = typist()
    suggester.type('hu')
    pause()
    asked[0]!.answer('of hu')
    await settled()
    suggester.type('hu')
    t.same(shown, ['of hu', 'of hu'])
    suggester.clear()
    suggester.type('hu')
    pause()
    t.equal(asked.length, 2)
  })
})

t.test('Links', async (t) => {
  const cases: Array<[string, Target | undefined]> = [
    ['?code=L1234567890', { kind: 'code', code: 'L1234567890' }],
    ['?id=0190-abc&lang=en', { kind: 'id', id: '0190-abc' }],
    ['?lat=10.536&lon=106.4113', { kind: 'point', lat: 10.536, lon: 106.4113 }],
    ['?q=%E1%BA%A4p+3', { kind: 'query', q: 'Ấp 3' }],
    ['?lat=0&lon=0', { kind: 'point', lat: 0, lon: 0 }],
    ['?lat=999&lon=106', undefined],
    ['?lat=10', undefined],
    ['?lat=NaN&lon=1e9', undefined],
    ['?code=%20', undefined],
    ['', undefined],
  ]
  for (const [search, target] of cases) {
    t.same(readTarget(search), target, search)
    if (target) t.same(readTarget(linkQuery(target, 'en')), target, `${search} comes back`)
  }
  const place = (vn: Place['properties']['vn'], id?: string): Place => ({
    ...(id ? { id } : {}),
    geometry: null,
    properties: { geocoding: { type: 'house', label: 'Số 13, Ấp 4' }, vn },
  })
  t.same(targetOf(place({ kind: 'house', class: 1, code: 'L1' }, 'x')), { kind: 'code', code: 'L1' })
  t.same(targetOf(place({ kind: 'house', class: 1, code: null }, 'x')), { kind: 'id', id: 'x' })
  t.same(targetOf(place({ kind: 'code', scheme: 'postal', code: '82120' }, 'x')), {
    kind: 'query',
    q: '82120',
  })
  t.same(targetOf(place({ kind: 'commune', code: '27694' }, 'x')), { kind: 'query', q: 'Số 13, Ấp 4' })
  const house = place({ kind: 'house', class: 1, code: 'L1234567890' }, 'x')
  t.equal(pageOf(house, targetOf(house)), './L1234567890')
  t.equal(
    pageOf(house, targetOf(house), '27691'),
    './L1234567890?former=27691',
    'the former address that was chosen',
  )
  const road = place({ kind: 'street', basemap: 'osm' }, 'osm:w1')
  t.equal(
    pageOf(road, { kind: 'query', q: 'x' }),
    './?q=x',
    'the register has no page of what is not its own',
  )
  t.equal(linkQuery(undefined, 'vi'), '')
  t.equal(withQuery('/v1/x', { q: 'a b&c', limit: 8, at: undefined }), '/v1/x?q=a+b%26c&limit=8')
})

t.test('The language of the page', async (t) => {
  t.equal(chooseLanguage('?lang=en', null), 'en')
  t.equal(chooseLanguage('?lang=vi', 'en'), 'vi')
  t.equal(chooseLanguage('?lang=fr', 'en'), 'en')
  t.equal(chooseLanguage('', null), 'vi')
  t.equal(sentence(['Có {n}', 'There are {n}'], 'en', { n: 3 }), 'There are 3')

  t.test('every sentence has both languages with the same values in it', async (t) => {
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
    for (const [word, [vi, en]] of Object.entries({ ...WORDS, ...CARD_WORDS })) {
      t.ok(vi.trim() && en.trim(), word)
      t.same(holes(vi), holes(en), word)
    }
  })
})

t.test('A clicked point', async (t) => {
  const feature = (kind: string): Place => ({
    geometry: { coordinates: [106.4, 10.5] },
    properties: {
      geocoding: { type: 'x', label: 'Phường Long An, Tỉnh Tây Ninh' },
      vn: { kind, code: '27694', commune: { code: '27694', name: 'Phường Long An' } },
    },
  })
  const reply = (kind: string): ReverseReply => ({
    features: [feature(kind)],
    vn: { commune: { code: '27694', name: 'Phường Long An' }, warnings: ['near-boundary'] },
  })
  t.same(pointPlace(reply('house'), 106.41, 10.53), { place: feature('house'), warnings: ['near-boundary'] })

  const alone = pointPlace(reply('commune'), 106.41, 10.53)!
  t.same(alone.place.geometry, { coordinates: [106.41, 10.53] })
  t.equal(alone.place.properties.vn.kind, 'point')
  t.notOk('code' in alone.place.properties.vn, 'the code of the commune is not the code of the point')
  t.same(alone.warnings, ['no-address-near', 'near-boundary'])

  t.equal(pointPlace({ features: [] }, 0, 0), undefined)
})

t.test('Where the map looks', async (t) => {
  const place = (kind: string, more: Partial<Place> = {}): Place => ({
    geometry: { coordinates: [106.4, 10.5] },
    properties: { geocoding: { type: 'x', label: 'x' }, vn: { kind } },
    ...more,
  })
  t.same(cameraFor(place('house')), { centre: [106.4, 10.5], zoom: 17 })
  t.same(cameraFor(place('commune', { bbox: [1, 2, 3, 4] })), { bounds: [1, 2, 3, 4] })
  t.same(cameraFor(place('commune', { bbox: [1, 2, 1, 2] })), { centre: [106.4, 10.5], zoom: 12.5 })
  t.equal(cameraFor(place('house', { geometry: null })), undefined)
  t.same(cameraFor(place('constructor')), { centre: [106.4, 10.5], zoom: 15 })
})

t.test('Map text is drawn from the fonts of the page', async (t) => {
  const style = {
    version: 8 as const,
    glyphs: '/fonts/{fontstack}/{range}.pbf',
    sources: {},
    layers: [
      { id: 'a', type: 'background' as const },
      { id: 'b', type: 'symbol' as const, source: 's', layout: { 'text-font': ['Be Vietnam Pro Regular'] } },
      { id: 'c', type: 'symbol' as const, source: 's', layout: { 'text-font': ['Be Vietnam Pro Regular'] } },
      { id: 'd', type: 'symbol' as const, source: 's' },
    ],
  }
  t.notOk('glyphs' in pageStyle(style))
  t.same(pageStyle(style).layers, style.layers)
  t.same(fontsOf(style), ['Be Vietnam Pro Regular'])
})
