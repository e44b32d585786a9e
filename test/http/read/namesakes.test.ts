import t from 'tap'
import { searchRoutes } from '../../../src/http/read/search.ts'
import { noAnswerCache } from '../../support/no-answer-cache.ts'
import { routeApp } from '../../support/route-app.ts'
import { addressRow, searchRecord } from '../../support/search-record.ts'
import { unitKnowledge } from '../../support/unit-knowledge.ts'

interface Reply {
  features: Array<{
    properties: {
      geocoding: { label: string }
      vn: {
        grade: string
        warnings: string[]
        former: Array<{ commune: { name: string } }>
        not_found?: string
      }
    }
  }>
}

/** Former communes of today's Phường Long An: Phường 3, Phường 4 and Phường 5 of Tân An. */
const WARDS = { 'Phường 3': '27697', 'Phường 4': '27700', 'Phường 5': '27685' }

t.test('hamlets of one name in one commune are told apart by their former commune', async (t) => {
  const { engine, record, register, follow, close } = await searchRecord()
  const names = new Map(register.all.map((unit) => [unit.code, unit.fullName]))
  const [first, second] = Object.values(WARDS)
  record.write(() => {
    for (const former of [first!, second!]) {
      const commune_code = '27694'
      record.gazetteer.insert('hamlet', {
        uid: `hamlet-${former}`,
        name: 'Khu phố Bình Cư',
        kind: 'khu phố',
        commune_code,
        former_commune_code: former,
        accuracy: null,
        source: null,
        geom: null,
      })
      for (const house_number of ['7', '9'])
        record.addresses.insert(
          addressRow({
            uid: `${former}-${house_number}`,
            house_number,
            hamlet: 'Khu phố Bình Cư',
            commune_code,
            former_commune_code: former,
          }),
        )
    }
  })
  follow()
  const units = unitKnowledge(register)
  const app = await routeApp((app) =>
    searchRoutes(app, { search: engine, units, answerCache: noAnswerCache }),
  )
  t.teardown(async () => {
    await app.close()
    close()
  })
  const get = async (q: string) => {
    const reply = await app.inject({ url: '/v1/search', query: { q, limit: '20' } })
    return (reply.json() as Reply).features.map(({ properties: { geocoding, vn } }) => ({
      label: geocoding.label,
      ...vn,
    }))
  }
  const [one, two] = [names.get(first!)!, names.get(second!)!]
  const rest = 'Phường Long An, Tỉnh Tây Ninh'

  t.test('both are listed, unsure, with what tells them apart', async (t) => {
    for (const [q, what] of [
      ['Khu phố Bình Cư, Phường Long An', ''],
      ['Số 7, Khu phố Bình Cư, Phường Long An', 'Số 7, '],
    ] as const) {
      const hits = await get(q)
      t.same(
        hits
          .slice(0, 2)
          .map(({ label }) => label)
          .sort(),
        [one, two].map((former) => `${what}Khu phố Bình Cư (${former} cũ), ${rest}`).sort(),
        q,
      )
      for (const hit of hits.slice(0, 2)) {
        t.equal(hit.grade, 'C', q)
        t.ok(hit.warnings.includes('ambiguous'), q)
      }
    }
  })

  t.test('by its former commune one is meant; the other is never said to have been in it', async (t) => {
    for (const q of [`Khu phố Bình Cư, ${one}, TP Tân An`, `Số 9, Khu phố Bình Cư, ${one}, TP Tân An`]) {
      const [meant, other] = await get(q)
      t.match(meant, { grade: 'B', warnings: ['former-unit'], former: [{ commune: { name: one } }] }, q)
      t.ok(other!.warnings.includes('commune-mismatch'), q)
      t.equal(other!.grade, 'C', q)
      t.ok(!other!.former.some(({ commune }) => commune.name === one), q)
    }
  })

  t.test(
    'what is not in the commune named is said to be missing, and what lies elsewhere is marked',
    async (t) => {
      const [unit, ...others] = await get('7 đường Xuân Huệ Thơ, Phường Long An')
      t.match(unit, { label: rest, grade: 'C', not_found: '7 đường xuân huệ thơ' })
      t.ok(unit!.warnings.includes('street-not-found'))
      for (const { label, warnings } of others)
        t.ok(label.includes('Phường Long An') || warnings.includes('commune-mismatch'), label)
    },
  )
})
