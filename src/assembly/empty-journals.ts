import { setTimeout as wait } from 'node:timers/promises'

/** Tries, and milliseconds between two: threads that read end within them. */
const TRIES = 20
const PAUSE = 50

/**
 * Empties the journals of files, which hold pages as they were. Who still reads from one is asked to leave it between two
 * tries; where somebody stays, as a program that copies the file, the next checkpoint behind it does the same.
 */
export async function emptyJournals(
  files: readonly { emptyJournal(): Promise<boolean> }[],
  leave: () => void,
): Promise<void> {
  for (const file of files)
    for (let tries = 0; tries < TRIES && !(await file.emptyJournal()); tries++) {
      leave()
      if (tries > 0) await wait(PAUSE)
    }
}
