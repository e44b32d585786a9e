import t from 'tap'
import { caseTable, searchRecord } from '../../support/search-record.ts'

interface Case {
  text: string
  reads: string
  lat: string
  lon: string
}

t.test('A pasted coordinate is answered as the point, or with what is wrong', async (t) => {
  const { engine, register, close } = await searchRecord()
  t.teardown(close)
  const ask = (text: string, unfinished = false) => engine.search({ text, unfinished, limit: 5 })

  t.test('every text of the table, finished or being typed', async (t) => {
    for (const { text, reads, lat, lon } of caseTable<Case>('coordinates.csv'))
      for (const unfinished of [false, true]) {
        const { hits, remark } = ask(text, unfinished)
        if (reads === 'point' && !register.containing(Number(lon), Number(lat))) {
          t.same(hits, [], text)
          t.match(remark, { outside: { kind: 'point', within: null } }, text)
          t.equal(remark?.warnings[0], 'outside-province', text)
        } else if (reads === 'point') {
          t.match(hits[0], { kind: 'point', within: { code: /^\d{5}$/ } }, text)
          t.ok(hits[0]?.warnings.includes('approximate-area'), `${text} says that the commune is unsure`)
        } else if (reads.startsWith('missing')) {
          const missing = reads.split(' ')[1] as string
          t.match({ hits, ...remark }, { hits: [], warnings: ['coordinate-incomplete'], missing }, text)
        } else if (reads === 'not-understood')
          t.match({ hits, ...remark }, { hits: [], warnings: ['coordinate-not-understood'] }, text)
        else if (reads === 'none')
          t.notOk(
            hits.some(({ kind }) => kind === 'point'),
            text,
          )
        else t.match(hits[0]?.kind ?? 'nothing', /point|code/, text)
      }
  })

  t.test('six decimals at most', async (t) => {
    const [hit] = ask('10.53600123456 106.41130987654').hits
    t.same([hit?.lon, hit?.lat, hit?.name], [106.41131, 10.536001, '10.536001, 106.41131'])
  })

  t.test('metres without a zone are unsure and name the zone that was taken', async (t) => {
    const [hit] = ask('X=1165213 Y=572180').hits
    t.match(hit, { grade: 'C', system: 'VN-2000 / TM-3 105-45 (EPSG:9210)' })
    t.ok(hit?.warnings.includes('vn2000-zone-105-45'))
    t.match(ask("VN-2000 X=1165213 Y=572180 KTT 105°45'").hits[0], { grade: 'A' })
    const { remark } = ask('X=1565213 Y=572180')
    t.same(remark?.warnings, ['outside-province', 'vn2000-zone-105-45'])
  })
})
