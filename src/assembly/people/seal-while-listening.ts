import type { App } from '../../http/edge/app-type.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import { sealAll } from '../../store/people/sealing/seal-all.ts'

/** Rows that are sealed in one turn, some milliseconds on SQLite: requests have theirs between. */
const TOGETHER = 50

/**
 * Seals beside requests what a server without a key has left in plain text, and what a rotation that was cut off has left under
 * the key before.
 */
export function sealWhileListening(app: App, people: PeopleStore): void {
  if (people.keyState !== 'right') return
  const stopped = new AbortController()
  let sealing: Promise<unknown> = Promise.resolve()
  app.addHook('onListen', async () => {
    sealing = sealAll(people, { together: TOGETHER, signal: stopped.signal })
      // The journal holds the pages as they were.
      .then((rows) => rows > 0 && people.emptyJournal())
      .catch((err) => app.log.error({ err }, 'personal data could not be sealed; the next start goes on'))
  })
  app.addHook('preClose', async () => {
    stopped.abort()
    await sealing
  })
}
