import type { App } from '../../http/edge/app-type.ts'
import { placeKey } from '../../registry/findings/place-key.ts'
import { isAway } from '../../store/engines/postgres-failure.ts'
import type { RegistryEngine } from '../../store/registry/registry-database.ts'
import { KeepFindings, type KeepFindingsParts } from '../checking/keep-findings.ts'
import { postgresNeighbours } from './postgres-findings.ts'

/**
 * While the server listens, what the rules find is kept as the record is. Of several servers over a database each looks, and what one
 * has done no other does again.
 */
export function keepDatabaseFindings(
  app: App,
  reader: RegistryEngine,
  { place, store, findings }: Pick<KeepFindingsParts, 'place' | 'store' | 'findings'>,
): void {
  const keeping = new KeepFindings({
    store,
    findings,
    async along(draft, metres) {
      const key = placeKey(draft)
      const { lon, lat } = draft
      if (key === undefined || lon === null || lat === null) return []
      return postgresNeighbours(reader.db, draft).along(key, lon, lat, metres)
    },
    place,
    known: async () => Number.MAX_SAFE_INTEGER,
    passes: isAway,
    onFailure: (err) => app.log.error({ err }, 'findings are kept no longer'),
  })
  app.addHook('onListen', async () => keeping.start())
  app.addHook('preClose', () => keeping.stop())
}
