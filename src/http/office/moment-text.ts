import { dayOf } from '../../chains/day-of.ts'

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Asia/Ho_Chi_Minh' })

/** A moment as people of the province read it, at +07:00: `31/12/2025 08:30`; a text that is none as it is. */
export function momentText(at: string): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return at
  return `${dayOf(moment).split('-').reverse().join('/')} ${TIME.format(moment)}`
}
