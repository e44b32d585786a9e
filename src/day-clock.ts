import { vietnamToday } from './units/calendar.ts'

const DAY = 86_400_000
/** Vietnam is seven hours before UTC all year. */
const OFFSET = 7 * 3_600_000

/** `vietnamToday` that writes the date out once a day: answers ask for it several times a hit. */
export function dayClock(now: () => number = Date.now): () => string {
  let begins = 0
  let ends = 0
  let day = ''
  return () => {
    const time = now()
    if (time < begins || time >= ends) {
      begins = Math.floor((time + OFFSET) / DAY) * DAY - OFFSET
      ends = begins + DAY
      day = vietnamToday(time)
    }
    return day
  }
}
