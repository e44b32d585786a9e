import t from 'tap'
import { addokDocuments } from '../../../scripts/bench/typing/addok-documents.ts'
import { AddokPeer } from '../../../scripts/bench/typing/addok-peer.ts'
import { encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { addressRow } from '../../support/search-record.ts'

const LONG_AN = '27694'

t.test('A record for addok', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const base = { commune_code: LONG_AN, geom: encodePoint(106.4, 10.5) }
  record.write(() => {
    record.addresses.insert(
      addressRow({ ...base, uid: 'a', house_number: '12', street: 'Hùng Vương', hamlet: 'Khu phố 2' }),
    )
    record.addresses.insert(addressRow({ ...base, uid: 'b', house_number: '14', street: 'Hùng Vương' }))
    record.addresses.insert(addressRow({ ...base, uid: 'c', house_number: '3', hamlet: 'Khu phố 2' }))
    record.addresses.insert(
      addressRow({ ...base, uid: 'd', house_number: '99', street: 'Hùng Vương', status: 'retired' }),
    )
    record.gazetteer.insert('place', {
      uid: 'p',
      name: 'Chợ Tân An',
      alt_names: 'Chợ cũ|Chợ lớn',
      category: 'marketplace',
      commune_code: LONG_AN,
      importance: 0.7,
      description: null,
      source: null,
      geom: encodePoint(106.41, 10.53),
    })
  })
  const documents = [...addokDocuments(record)]
  const where = { city: 'Phường Long An', postcode: '82120', lon: 106.4, lat: 10.5 }
  const of = (type: string) => documents.filter((one) => one.type === type)

  t.match(of('street'), [{ name: 'Hùng Vương', ...where }])
  t.same(Object.keys(of('street')[0]!.housenumbers!), ['12', '14'], 'retired addresses are not public')
  t.match(of('locality'), [{ name: 'Khu phố 2', ...where }])
  t.same(
    Object.keys(of('locality')[0]!.housenumbers!),
    ['3'],
    'a house is told by its street, else by its hamlet',
  )
  t.match(of('poi'), [{ name: ['Chợ Tân An', 'Chợ cũ', 'Chợ lớn'], city: 'Phường Long An', importance: 0.7 }])
  t.equal(of('municipality').length, 96)
  t.ok(of('municipality').some(({ name }) => name.includes('Phường Long An')))
  t.equal(new Set(documents.map(({ _id }) => _id)).size, documents.length)
  t.ok(
    documents.every(
      ({ importance, lat, lon }) => importance >= 0 && importance <= 1 && lat > 10 && lon > 105,
    ),
  )
})

t.test('Where addok is not at hand', async (t) => {
  t.match(AddokPeer.missing(''), /ADDOK_PYTHON/)
  t.match(AddokPeer.missing('/nowhere/python'), /does not start/)
})
