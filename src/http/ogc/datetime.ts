import { refuse } from '../../errors.ts'
import { isDate } from '../../units/calendar.ts'

/** First and last second of Unix time, both included; infinite where an interval is open. */
export type Seconds = readonly [first: number, last: number]

const DAY = 86_400
/** Stored times have milliseconds: the last one before a second begins lies this far before it (s). */
const BEFORE_NEXT = 0.001
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/**
 * Reads `datetime`: an instant (RFC 3339), a day (YYYY-MM-DD, at +07:00), or an interval of two of them, of which one
 * or both may be open (`..` or nothing). Refuses anything else and an interval that ends before it begins.
 */
export function secondsOf(text: string): Seconds {
  const ends = text.split('/')
  if (ends.length > 2) throw malformed(text)
  if (ends.length === 1) return moment(text, text)
  const [from, to] = ends as [string, string]
  const first = isOpen(from) ? Number.NEGATIVE_INFINITY : moment(from, text)[0]
  const last = isOpen(to) ? Number.POSITIVE_INFINITY : moment(to, text)[1]
  if (first > last)
    throw refuse(
      'datetime',
      'reversed',
      `datetime = "${text}": khoảng thời gian kết thúc trước khi bắt đầu.`,
      `datetime = "${text}": the interval ends before it begins.`,
    )
  return [first, last]
}

/** The time of a period of counts: a year, quarter, month, ISO week or day at +07:00; undefined for other words. */
export function periodSeconds(period: string): Seconds | undefined {
  const [, year, part] = /^(\d{4})(?:-(.+))?$/.exec(period) ?? []
  if (year === undefined) return undefined
  const months = (from: number, count: number): Seconds => [
    utc(Number(year), from) - OFFSET,
    utc(Number(year), from + count) - OFFSET - BEFORE_NEXT,
  ]
  if (part === undefined) return months(0, 12)
  if (/^Q[1-4]$/.test(part)) return months((Number(part[1]) - 1) * 3, 3)
  if (/^(0[1-9]|1[0-2])$/.test(part)) return months(Number(part) - 1, 1)
  if (isDate(period)) return dayOf(period)
  if (!/^W(0[1-9]|[1-4]\d|5[0-3])$/.test(part)) return undefined
  // ISO 8601: week 1 is the one with 4 January, and begins on a Monday.
  const fourth = utc(Number(year), 0, 4)
  const monday = fourth - ((new Date(fourth * 1000).getUTCDay() + 6) % 7) * DAY
  const first = monday + (Number(part.slice(1)) - 1) * 7 * DAY - OFFSET
  return [first, first + 7 * DAY - BEFORE_NEXT]
}

const OFFSET = 7 * 3600

function utc(year: number, month: number, day = 1): number {
  return Date.UTC(year, month, day) / 1000
}

function isOpen(text: string): boolean {
  return text === '' || text === '..'
}

function moment(text: string, whole: string): Seconds {
  if (isDate(text)) return dayOf(text)
  const [, day] = INSTANT.exec(text) ?? []
  const time = Date.parse(text.toUpperCase())
  if (day === undefined || !isDate(day) || Number.isNaN(time)) throw malformed(whole)
  return [time / 1000, time / 1000]
}

function dayOf(day: string): Seconds {
  const first = Date.parse(day) / 1000 - OFFSET
  return [first, first + DAY - BEFORE_NEXT]
}

function malformed(text: string): Error {
  return refuse(
    'datetime',
    'not-a-time',
    `datetime = "${text}": phải là một thời điểm như 2025-07-01T00:00:00Z, một ngày như 2025-07-01, hoặc một khoảng như 2025-01-01/.. .`,
    `datetime = "${text}" must be an instant as 2025-07-01T00:00:00Z, a day as 2025-07-01, or an interval as 2025-01-01/.. .`,
  )
}
