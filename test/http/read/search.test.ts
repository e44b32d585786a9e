import t from 'tap'
import { searchRoutes } from '../../../src/http/read/search.ts'
import { noAnswerCache } from '../../support/no-answer-cache.ts'
import { routeApp } from '../../support/route-app.ts'
import { searchRecord } from '../../support/search-record.ts'
import { unitKnowledge } from '../../support/unit-knowledge.ts'

interface Reply {
  geocoding: { version: string; query: string }
  vn?: {
    explain?: { stages: string[] }
    warnings?: string[]
    outside?: Record<string, unknown>
    missing?: string
    postcode?: { code: string; list: string }
  }
  features: Array<{
    id: string
    geometry: { coordinates: number[] } | null
    properties: {
      geocoding: { type: string; label: string; housenumber?: string }
      vn: {
        kind: string
        highlight: Array<[number, number]>
        former: unknown[]
        explain?: unknown[]
        complete?: { text: string; caret: number }
      }
    }
  }>
}

t.test('search over HTTP', async (t) => {
  const { engine, register, close } = await searchRecord()
  const units = unitKnowledge(register)
  const app = await routeApp((app) =>
    searchRoutes(app, { search: engine, units, answerCache: noAnswerCache }),
  )
  t.teardown(async () => {
    await app.close()
    close()
  })
  const get = async (path: string, query: Record<string, string>) => {
    const reply = await app.inject({ url: path, query })
    return {
      status: reply.statusCode,
      body: reply.json() as Reply & { code: string; problems: Array<{ path: string }> },
    }
  }

  t.test('a house is answered in the shape of the contract, its matched parts marked', async (t) => {
    const { status, body } = await get('/v1/search', { q: '12/4b nguyen dinh chieu p4 tan an' })
    t.equal(status, 200)
    t.match(body.geocoding, { version: '0.1.0', query: '12/4b nguyen dinh chieu p4 tan an' })
    const [house] = body.features
    t.match(house?.properties.geocoding, { type: 'house', housenumber: '12/4B' })
    const label = house?.properties.geocoding.label ?? ''
    t.same(
      house?.properties.vn.highlight.map(([from, to]) => label.slice(from, to)),
      ['12/4B', 'Nguyễn Đình Chiểu'],
    )
    t.match(house?.properties.vn.former, [
      { commune: { code: '27691', name: 'Phường 4' }, district: { code: '794' }, until: '2025-06-30' },
    ])
  })

  t.test('accents in the label do not move the marks of an unaccented or half-typed query', async (t) => {
    const marked = async (q: string) => {
      const [first] = (await get('/v1/autocomplete', { q })).body.features
      const { label } = first!.properties.geocoding
      return first!.properties.vn.highlight.map(([from, to]) => label.slice(from, to))
    }
    t.same(await marked('vo cong t'), ['Võ Công T'])
    t.same(await marked('Võ Công Tồn'), ['Võ Công Tồn'])
    t.same(await marked('phuong long an'), ['Phường Long An'])
    t.same(await marked('chua ton thanh'), ['Chùa Tôn Thạnh'])
  })

  t.test(
    'a street goes on where its number is to come; two districts of one name say their provinces',
    async (t) => {
      const [street] = (await get('/v1/autocomplete', { q: 'nguyen dinh chieu' })).body.features
      const { text, caret } = street!.properties.vn.complete!
      t.match(text, /^Nguyễn Đình Chiểu, \S/)
      t.equal(caret, 0)
      const districts = (await get('/v1/search', { q: 'Huyện Châu Thành', types: 'district' })).body.features
      t.same(districts.map(({ properties }) => properties.geocoding.label).sort(), [
        'Huyện Châu Thành, Tỉnh Long An',
        'Huyện Châu Thành, Tỉnh Tây Ninh',
      ])
    },
  )

  t.test('a structured search finds what its fields say', async (t) => {
    const { body } = await get('/v1/search', { house_number: '4', street: 'Nguyễn Huệ', commune: 'Thủ Thừa' })
    t.match(body.features[0]?.properties.geocoding, { type: 'house', housenumber: '4', city: 'Xã Thủ Thừa' })
  })

  t.test(
    'a missing number lies between its neighbours when that is asked, and never otherwise',
    async (t) => {
      const q = '11 nguyen dinh chieu phuong long an'
      const [street] = (await get('/v1/search', { q })).body.features
      t.match(street?.properties.vn, { kind: 'street', warnings: ['house-number-not-found'] })
      const [house, then] = (await get('/v1/search', { q, interpolate: '1' })).body.features
      t.match(house?.properties, {
        geocoding: {
          type: 'house',
          housenumber: '11',
          street: 'Nguyễn Đình Chiểu',
          name: '11 Nguyễn Đình Chiểu',
        },
        vn: { kind: 'house', grade: 'C', warnings: ['interpolated'], between: ['9', '45'], code: null },
      })
      t.equal(then?.id, street?.id, 'its street follows')
      const structured = await get('/v1/search', {
        house_number: '11',
        street: 'Nguyễn Đình Chiểu',
        commune: 'Phường Long An',
        interpolate: '1',
      })
      t.equal(structured.body.features[0]?.id, house?.id)
      const recorded = await get('/v1/search', { q: '12 nguyen dinh chieu phuong long an', interpolate: '1' })
      t.notMatch(recorded.body.features[0]?.properties.vn, { warnings: ['interpolated'] })
      t.equal((await get('/v1/autocomplete', { q, interpolate: '1' })).status, 400, 'not while typing')
    },
  )

  t.test('a place elsewhere has no features and says where it is, in suggestions too', async (t) => {
    for (const path of ['/v1/search', '/v1/autocomplete']) {
      t.match((await get(path, { q: 'Mỹ Tho' })).body, {
        features: [],
        vn: {
          warnings: ['outside-province'],
          outside: {
            name: 'Thành phố Mỹ Tho',
            kind: 'district',
            within: 'Tỉnh Tiền Giang',
            until: '2025-06-30',
          },
        },
      })
      t.match((await get(path, { q: '48.8584, 2.2945' })).body, {
        features: [],
        vn: {
          warnings: ['outside-province'],
          outside: { name: '48.8584, 2.2945', kind: 'point', within: null },
        },
      })
    }
    const fields = { street: 'Lê Lợi', district: 'Quận 1', province: 'TP HCM' }
    t.match((await get('/v1/search', fields)).body, { features: [], vn: { outside: { name: 'Quận 1' } } })
    t.notOk('vn' in (await get('/v1/search', { q: 'nguyen hue' })).body, 'nothing is said of other texts')
  })

  t.test('half a coordinate says which number is missing', async (t) => {
    const { status, body } = await get('/v1/search', { q: '10.536' })
    t.match(
      { status, ...body },
      { status: 200, features: [], vn: { warnings: ['coordinate-incomplete'], missing: 'lon' } },
    )
  })

  t.test('a link may be longer than an address', async (t) => {
    const link = `https://www.google.com/maps/place/${'X'.repeat(600)}/@10.5,106.4,17z/data=!3d10.536!4d106.4113`
    t.match((await get('/v1/search', { q: link })).body.features[0]?.properties.vn, { kind: 'point' })
    const long = await get('/v1/search', { q: 'nguyen hue '.repeat(60) })
    t.match(long, { status: 400, body: { problems: [{ path: 'q' }] } })
  })

  t.test('metres name the system that was taken', async (t) => {
    const [point] = (await get('/v1/search', { q: 'X=1165213 Y=572180' })).body.features
    t.match(point, {
      geometry: { coordinates: [106.41129, 10.535995] },
      properties: { vn: { kind: 'point', grade: 'C', crs: 'VN-2000 / TM-3 105-45 (EPSG:9210)' } },
    })
  })

  t.test('a plus code is answered with the whole code, near the map when it is short', async (t) => {
    const asked = async (query: Record<string, string>) =>
      (await get('/v1/search', query)).body.features.map(({ properties }) => properties.vn)
    const whole = { kind: 'code', scheme: 'pluscode', code: '7P28GCP6+9RX' }
    t.match(await asked({ q: '7P28GCP6+9RX' }), [{ ...whole, grade: 'A' }])
    t.match(await asked({ q: 'GCP6+9RX Phường Long An, Tây Ninh, Việt Nam' }), [whole])
    t.match(await asked({ q: 'Phường Long An GCP6+9RX' }), [whole])
    t.match(await asked({ q: 'GCP6+9RX, phường 4, Tân An' }), [whole])
    t.match(await asked({ q: 'GCP6+9RX', lat: '10.5', lon: '106.5' }), [{ ...whole, grade: 'B' }])
    const anywhere = await asked({ q: 'GCP6+9RX' })
    t.ok(anywhere.every((one) => 'code' in one && /GCP6\+9RX$/.test(String(one.code))))
    t.same((await get('/v1/search', { q: 'GCP6+9RX Mỹ Tho' })).body.vn?.warnings, ['outside-province'])
    t.same((await get('/v1/search', { q: '7P28QPG2+22' })).body.vn?.warnings, ['outside-province'])
    t.match((await get('/v1/search', { q: 'P6+9R' })).body, {
      features: [],
      vn: { warnings: ['coordinate-incomplete'] },
    })
    t.match(await asked({ q: 'P6+9RX', lat: '10.536', lon: '106.41' }), [whole])
  })

  t.test('a postal code is answered as one, and keeps an address to its commune', async (t) => {
    const alone = (await get('/v1/search', { q: '82120' })).body
    t.match(alone.features[0]?.properties, {
      geocoding: { name: '82120', label: '82120, Phường Long An, Tỉnh Tây Ninh', postcode: '82120' },
      vn: { kind: 'code', scheme: 'postal', code: '82120', commune: { code: '27694' } },
    })
    t.same(alone.vn, { warnings: [], postcode: { code: '82120', list: 'today' } })
    const fields = { house_number: '12', street: 'Nguyễn Đình Chiểu', postcode: '82120' }
    t.match((await get('/v1/search', fields)).body.features[0]?.properties, {
      geocoding: { housenumber: '12', city: 'Phường Long An' },
    })
    t.match((await get('/v1/search', { postcode: '82120' })).body.features[0]?.properties.vn, {
      kind: 'code',
    })
    t.same((await get('/v1/search', { postcode: '850000' })).body, {
      ...(await get('/v1/search', { q: 'mã bưu chính 850000' })).body,
    })
    const commune = (await get('/v1/search', { q: '27694' })).body.features[0]
    t.match(commune?.properties, {
      geocoding: { label: 'Phường Long An, Tỉnh Tây Ninh' },
      vn: { kind: 'commune', code: '27694' },
    })
  })

  t.test('coordinates have six decimals at most', async (t) => {
    for (const q of ['nguyen hue', 'Cần Giuộc', 'huyện Đức Hòa', 'chợ', 'HHW5+29J Cần Đước', '82120'])
      for (const { geometry } of (await get('/v1/search', { q })).body.features)
        for (const degrees of geometry?.coordinates ?? [])
          t.equal(degrees, Math.round(degrees * 1e6) / 1e6, q)
  })

  t.test('explain adds the parts of every score', async (t) => {
    const { body } = await get('/v1/search', { q: 'nguyen hue', explain: '1', limit: '1' })
    t.ok((body.features[0]?.properties.vn.explain?.length ?? 0) > 3)
  })

  t.test('explain tells the stages that a query went through', async (t) => {
    const stages = 'direct answers, whole address, read, match, rank, build'.split(', ')
    const poor = stages.toSpliced(5, 0, 'match and rank similar words')
    const cases: Array<[what: string, q: string, limit: string, stages: string[]]> = [
      ['a name', 'nguyen hue thu thua', '8', stages],
      ['a misspelt name', 'ngiyen dinh chjeu', '8', poor],
      ['a coordinate', '10.5360,106.4113', '8', stages.slice(0, 1)],
      ['a whole address', '12 Nguyễn Đình Chiểu, Phường Long An', '1', stages.slice(0, 2)],
      ['a whole address with others after it', '12 Nguyễn Đình Chiểu, Phường Long An', '8', stages],
    ]
    for (const [what, q, limit, expected] of cases) {
      const { body } = await get('/v1/search', { q, explain: '1', limit })
      t.same(body.vn?.explain?.stages, expected, what)
    }
    t.equal((await get('/v1/search', { q: 'nguyen hue' })).body.vn?.explain, undefined)
  })

  t.test('at=DATE answers with the units of that day', async (t) => {
    const first = async (q: string, at: string) => {
      const { body } = await get('/v1/search', { q, at })
      const [feature] = body.features
      return { body, label: feature?.properties.geocoding.label, vn: feature?.properties.vn }
    }
    const house = '12/4b nguyen dinh chieu p4 tan an'
    t.equal(
      (await first(house, '2022-04-30')).label,
      '12/4B Nguyễn Đình Chiểu, Phường 4, Thành phố Tân An, Tỉnh Long An',
    )
    t.match((await first(house, '2025-07-01')).label, /Phường Long An, Tỉnh Tây Ninh$/)
    const split = await first('xã Nhị Thành', '2022-04-30')
    t.equal(split.label, 'Xã Nhị Thành, Huyện Thủ Thừa, Tỉnh Long An')
    t.match(split.vn, { grade: 'B', former: [], warnings: [], commune: { name: 'Xã Nhị Thành' } })
    t.equal(
      split.body.features.filter(({ properties }) => /Nhị Thành/.test(properties.geocoding.label)).length,
      1,
    )
    const merged = await first('phường Long An', '2022-04-30')
    t.match(merged.vn, { possible: [{ commune: { code: String }, possible: true }] })
    const street = await first('nguyen hue thu thua', '2022-04-30')
    t.match(street.label, /Tỉnh Long An$/)
  })

  t.test('bad input is refused with its field', async (t) => {
    const cases: Array<[path: string, query: Record<string, string>, field: string]> = [
      ['/v1/search', {}, 'q'],
      ['/v1/search', { q: '' }, 'q'],
      ['/v1/autocomplete', {}, 'q'],
      ['/v1/autocomplete', { q: '\u0000\u0007' }, 'q'],
      ['/v1/autocomplete', { q: '...' }, 'q'],
      ['/v1/autocomplete', { q: 'x'.repeat(10_000) }, 'q'],
      ['/v1/search', { q: 'tan an', lat: '10' }, 'lon'],
      ['/v1/search', { q: 'tan an', lat: '999', lon: '106' }, 'lat'],
      ['/v1/search', { q: 'tan an', lat: 'NaN', lon: '106' }, 'lat'],
      ['/v1/search', { q: 'tan an', limit: '0' }, 'limit'],
      ['/v1/search', { q: 'tan an', limit: '21' }, 'limit'],
      ['/v1/search', { q: 'tan an', bbox: '107,10,106,11' }, 'bbox'],
      ['/v1/search', { q: 'tan an', bbox: '1,2,3' }, 'bbox'],
      ['/v1/search', { q: 'tan an', types: 'house,castle' }, 'types'],
      ['/v1/search', { q: 'tan an', commune: 'tan an' }, 'commune'],
      ['/v1/search', { q: 'tan an', colour: 'red' }, 'colour'],
      ['/v1/search', { q: 'tan an', at: '2018-12-31' }, 'at'],
      ['/v1/search', { q: 'tan an', at: '2025-02-30' }, 'at'],
      ['/v1/autocomplete', { q: 'tan an', at: '2999-01-01' }, 'at'],
    ]
    for (const [path, query, field] of cases) {
      const { status, body } = await get(path, query)
      t.equal(status, 400, JSON.stringify(query).slice(0, 60))
      t.ok(
        body.problems?.some((problem) => problem.path === field),
        `names ${field}`,
      )
    }
  })
})
