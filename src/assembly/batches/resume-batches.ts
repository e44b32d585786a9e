import type { App } from '../../http/edge/app-type.ts'
import type { BatchRoom } from './batch-room.ts'

/** Batches that a process has left are settled before the server answers; what is being read when it stops is read again. */
export function resumeBatches(app: App, { batches }: { batches: BatchRoom | undefined }): void {
  app.addHook('onReady', async () => {
    await batches?.resume().catch((err) => app.log.error({ err }, 'batches could not be settled'))
  })
  app.addHook('onClose', async () => batches?.reading.close())
}
