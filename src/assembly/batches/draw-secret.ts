import type { App } from '../../http/edge/app-type.ts'
import { SUPPRESSION_SECRET } from '../../store/record/info.ts'
import type { RecordStore } from '../../store/record-store.ts'

/**
 * Draws what the lots of cells of tables of counts are drawn by, which copies have of the record in which an agency's file is tried. A start
 * that comes to nothing has changed nothing.
 */
export function drawSecret(app: App, { info }: RecordStore): void {
  app.addHook('onListen', async () => {
    try {
      info.secret(SUPPRESSION_SECRET)
    } catch (err) {
      app.log.error({ err }, 'the record takes no secret')
    }
  })
}
