import t from 'tap'
import { searchRoutes } from '../../src/http/read/search.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { arbitraryQuery } from '../support/arbitrary-queries.ts'
import { noAnswerCache } from '../support/no-answer-cache.ts'
import { routeApp } from '../support/route-app.ts'
import { searchRecord } from '../support/search-record.ts'
import { unitKnowledge } from '../support/unit-knowledge.ts'

const SEED = 20250701
const IN_PROCESS = 2000
const OVER_HTTP = 200

t.test('no query of arbitrary bytes fails', async (t) => {
  const { engine, register, close } = await searchRecord()
  t.teardown(close)

  t.test(`${IN_PROCESS} through the engine, typed and finished in turn`, async (t) => {
    const random = new SeededRandom(SEED)
    const failed: string[] = []
    let found = 0
    for (let i = 0; i < IN_PROCESS; i++) {
      const text = arbitraryQuery(random)
      try {
        const { hits } = engine.search({ text, unfinished: i % 2 === 0, limit: 5 })
        if (hits.length > 5 || hits.some(({ score }) => !(score >= 0 && score <= 1))) failed.push(text)
        found += hits.length
      } catch (error) {
        failed.push(`${JSON.stringify(text)}: ${(error as Error).message}`)
      }
    }
    t.same(failed.slice(0, 5), [])
    t.ok(found > IN_PROCESS / 100, 'some of them mean something')
  })

  t.test(`${OVER_HTTP} over HTTP: answered or refused with a reason`, async (t) => {
    const units = unitKnowledge(register)
    const app = await routeApp((app) =>
      searchRoutes(app, { search: engine, units, answerCache: noAnswerCache }),
    )
    t.teardown(() => app.close())
    const random = new SeededRandom(SEED + 1)
    const wrong: string[] = []
    for (let i = 0; i < OVER_HTTP; i++) {
      const text = arbitraryQuery(random)
      const raw = i % 3 === 0
      const q = raw
        ? [...Buffer.from(text, 'latin1')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
        : encodeURIComponent(Buffer.from(text).toString())
      const { statusCode, body } = await app.inject(`/v1/${i % 2 ? 'search' : 'autocomplete'}?q=${q}`)
      const ok = statusCode === 200 || (statusCode === 400 && JSON.parse(body).problems.length > 0)
      if (!ok) wrong.push(`${statusCode} ${q}`)
    }
    t.same(wrong.slice(0, 5), [])
  })
})
