import { refuse } from '../../errors.ts'
import { isDate } from '../../units/calendar.ts'

/**
 * The day that `at` means; today without it. Refuses what is no day of the calendar, a day before the data begins and
 * a day in the future.
 */
export function atDate(
  at: string | undefined,
  units: { begins: string; today: string },
  path = 'at',
): string {
  const { begins, today } = units
  if (at === undefined) return today
  if (!isDate(at))
    throw refuse(
      path,
      'not-a-date',
      `${path} = "${at}" không phải là một ngày có thật, dạng YYYY-MM-DD.`,
      `${path} = "${at}" is not a day of the calendar, written YYYY-MM-DD.`,
    )
  if (at < begins)
    throw refuse(
      path,
      'before-data',
      `${path} = "${at}": dữ liệu đơn vị hành chính bắt đầu từ ${begins}.`,
      `${path} = "${at}": the data on administrative units begins on ${begins}.`,
    )
  if (at > today)
    throw refuse(
      path,
      'future-date',
      `${path} = "${at}" nằm trong tương lai; hôm nay là ${today}.`,
      `${path} = "${at}" lies in the future; today is ${today}.`,
    )
  return at
}

/** A moment as it was sent, in UTC; a day means its end at +07:00. Throws {@link Problem} for one that is none. */
export function asMoment(path: string, text: string): string {
  const time = text.length === 10 ? Date.parse(`${text}T24:00:00+07:00`) : Date.parse(text)
  // Date.parse takes 30 February for 2 March.
  if (!Number.isNaN(time) && isDate(text.slice(0, 10))) return new Date(time).toISOString()
  throw refuse(
    path,
    'date',
    `${path} "${text}" không phải thời điểm có thật.`,
    `${path} "${text}" is no moment that exists.`,
  )
}
