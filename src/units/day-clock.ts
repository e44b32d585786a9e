import { vietnamToday } from './calendar.ts'

/** `vietnamToday` that formats the date once a day: every hit of an answer asks for it several times. */
export function dayClock(now: () => number = Date.now): () => string {
  let begins = 0
  let ends = 0
  let day = ''
  return () => {
    const time = now()
    if (time < begins || time >= ends) {
      day = vietnamToday(time)
      begins = Date.parse(`${day}T00:00+07:00`)
      ends = Date.parse(`${day}T24:00+07:00`)
    }
    return day
  }
}
