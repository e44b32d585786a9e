import type { App } from '../../src/http/edge/app-type.ts'
import { featureRoutes } from '../../src/http/read/features.ts'
import { searchRoutes } from '../../src/http/read/search.ts'
import type { SearchEngine } from '../../src/search/search-engine.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import type { UnitRegister } from '../../src/units/unit-register.ts'
import { noAnswerCache } from './no-answer-cache.ts'
import { routeApp } from './route-app.ts'
import { unitKnowledge } from './unit-knowledge.ts'

/** The routes that suggest, and that give what was suggested; close it after the test. */
export function suggestionApp(
  search: SearchEngine,
  record: RecordStore,
  register: UnitRegister,
): Promise<App> {
  const units = unitKnowledge(register)
  return routeApp((app) => {
    searchRoutes(app, { search, units, answerCache: noAnswerCache })
    featureRoutes(app, { search, units, addresses: record.publicAddresses })
  })
}
