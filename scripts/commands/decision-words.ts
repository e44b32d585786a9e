import type { Decision } from '../../src/store/record/events.ts'

/** Longest number of a decision. */
const MAX_NUMBER = 100

/** Takes `--option NUMBER DATE` out of the words of a command; `wrong` says what of it cannot be used. */
export function takeDecision(
  words: readonly string[],
  option: string,
): { decision?: Decision; rest: string[]; wrong?: string } {
  const at = words.indexOf(option)
  if (at < 0) return { rest: [...words] }
  const [number = '', date = ''] = words.slice(at + 1, at + 3)
  const rest = [...words.slice(0, at), ...words.slice(at + 3)]
  if (number.trim() === '' || number.startsWith('--') || number.length > MAX_NUMBER || /\p{C}/u.test(number))
    return { rest, wrong: `${option} ${number}: SỐ · NUMBER` }
  if (!isDay(date)) return { rest, wrong: `${option} ${number} ${date}: YYYY-MM-DD` }
  return { decision: { number: number.trim(), date }, rest }
}

/** A day of the calendar, as it is written in a decision. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
