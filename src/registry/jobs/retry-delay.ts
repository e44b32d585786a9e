/** Milliseconds before the second attempt, and at most before a later one. */
const FIRST = 10_000
const LONGEST = 3_600_000

/** How often a job is tried: with the delays between, for about a day. */
export const MAX_ATTEMPTS = 30

/**
 * Milliseconds from an attempt that failed to the next one: twice as long each time, up to an hour, of which a random half,
 * so that what failed together does not come again together.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, random: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 30))
  return whole / 2 + (random * whole) / 2
}
