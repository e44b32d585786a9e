import type { App } from '../../http/edge/app-type.ts'

/** Milliseconds between two times. */
const INTERVAL = 6 * 3_600_000

/**
 * Deletes what is kept no longer, when the server is ready and every six hours from then on.
 *
 * @param steps each deletes what ended long ago, one after another
 */
export function forgetEnded(app: App, steps: readonly (() => Promise<unknown>)[]): void {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const forget = () => {
    running = running
      .then(async () => {
        for (const step of steps) await step()
      })
      .catch((err) => app.log.error({ err }, 'what is kept no longer could not be deleted'))
    return running
  }
  app.addHook('onReady', async () => {
    await forget()
    timer = setInterval(forget, INTERVAL).unref()
  })
  app.addHook('preClose', async () => {
    clearInterval(timer)
    await running
  })
}
