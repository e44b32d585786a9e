/** Takes back a place that a try has taken. */
export type Release = () => void

/**
 * Does what may turn out to be a wrong try. It counts as one from the moment that it was let in until it is over, and stays counted
 * where it was wrong: so many at once are no more than as many one after another. Call it in the turn in which it was let in.
 *
 * @param release takes the count back
 */
export async function countedTry<T>(
  release: Release,
  isWrong: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const done = await work()
    release()
    return done
  } catch (error) {
    if (!isWrong(error)) release()
    throw error
  }
}
