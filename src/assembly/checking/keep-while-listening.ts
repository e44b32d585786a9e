import { dirname } from 'node:path'
import type { App } from '../../http/edge/app-type.ts'
import type { ServerState } from '../server-state.ts'
import { KeepFindings, type KeepFindingsParts } from './keep-findings.ts'
import { liveAlong } from './live-findings.ts'

/** While the server listens, what the rules find is kept as the record is. */
export function keepFindings(
  app: App,
  state: ServerState,
  { store, findings }: Pick<KeepFindingsParts, 'store' | 'findings'>,
): void {
  if (store.engine !== 'sqlite') return
  const keeping = new KeepFindings({
    store,
    findings,
    along: liveAlong(state.record, state.followers),
    place: { dataDir: dirname(state.record.file) },
    async known() {
      await state.follow()
      return state.facts().sequence
    },
    onFailure: (err) => app.log.error({ err }, 'findings are kept no longer'),
  })
  app.addHook('onListen', async () => keeping.start())
  app.addHook('preClose', () => keeping.stop())
}
