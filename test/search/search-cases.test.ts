import t from 'tap'
import type { SearchHit } from '../../src/search/search-types.ts'
import { caseTable, searchRecord } from '../support/search-record.ts'

interface Case {
  query: string
  kind: string
  answer: string
  commune: string
  former?: string
  warnings: string
}

t.test('every text of the case tables finds what its writer meant first', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  for (const table of ['search-units.csv', 'search-addresses.csv', 'search-notations.csv']) {
    for (const { query, kind, answer, commune, former, warnings } of caseTable<Case>(table)) {
      const [hit] = search.engine.search({ text: query, unfinished: false, limit: 5 }).hits
      const found = {
        kind: hit?.kind,
        ...(answer ? { answer: hit && nameOf(hit) } : {}),
        ...(commune ? { commune: hit?.within?.code } : {}),
        ...(kind === 'commune' && former !== undefined ? { former: hit?.former?.unit.fullName ?? '' } : {}),
      }
      const wanted = {
        kind,
        ...(answer ? { answer } : {}),
        ...(commune ? { commune } : {}),
        ...(kind === 'commune' && former !== undefined ? { former } : {}),
      }
      t.same(found, wanted, `${table}: ${query}`)
      t.equal(new Set(hit?.warnings).size, hit?.warnings.length, `${query} warns of nothing twice`)
      for (const warning of warnings?.split('+').filter(Boolean) ?? [])
        t.ok((hit?.warnings as readonly string[])?.includes(warning), `${query} warns ${warning}`)
    }
  }
})

function nameOf(hit: SearchHit): string {
  if (hit.kind === 'province') return hit.former?.unit.fullName ?? hit.name ?? ''
  if (hit.kind !== 'house') return hit.name ?? ''
  return `${hit.address?.house_number} ${hit.address?.street ?? hit.address?.hamlet}`
}
