import t from 'tap'
import { searchRoutes } from '../../src/http/read/search.ts'
import { testerRows } from '../support/geocoder-tester.ts'
import { noAnswerCache } from '../support/no-answer-cache.ts'
import { routeApp } from '../support/route-app.ts'
import { searchRecord } from '../support/search-record.ts'
import { unitKnowledge } from '../support/unit-knowledge.ts'

t.test('the published cases pass over HTTP, compared as geocoder-tester does', async (t) => {
  const { engine, register, close } = await searchRecord()
  const units = unitKnowledge(register)
  const app = await routeApp((app) =>
    searchRoutes(app, { search: engine, units, answerCache: noAnswerCache }),
  )
  t.teardown(async () => {
    await app.close()
    close()
  })
  const rows = testerRows((code) => register.get(code, register.today, 'commune')!.fullName)
  t.ok(rows.length > 250, `${rows.length} cases`)
  for (const row of rows) {
    const reply = await app.inject({ url: '/v1/search', query: { q: row.query, limit: row.limit } })
    const { features } = reply.json() as {
      features: Array<{ properties: { geocoding: Record<string, unknown> } }>
    }
    const expected = Object.entries(row).flatMap(([column, value]) =>
      column.startsWith('expected_') && value ? [[column.slice('expected_'.length), value] as const] : [],
    )
    const passed = features.some(({ properties }) =>
      expected.every(([name, value]) => String(properties.geocoding[name]) === value),
    )
    t.ok(passed, `${row.query} → ${JSON.stringify(Object.fromEntries(expected))}`)
  }
})
