import { periodInWords } from '../../../text/period-words.ts'
import type { Lang } from '../../language/sentence.ts'
import type { SayTheme } from '../theme-words.ts'
import type { CountLine } from './count-paint.ts'
import type { Measure, Shown } from './count-table.ts'

/** What words and numbers of counts are made with. */
export interface Speech {
  readonly say: SayTheme
  readonly lang: Lang
}

/** A number as it is read out: "1.204", "34,5", "không công bố", "chưa có số liệu". */
export function inWords(value: Shown, { say, lang }: Speech): string {
  if (value === null) return say('noData')
  return value === 'hidden' ? say('suppressed') : inDigits(value, lang)
}

export function inDigits(value: number, lang: Lang): string {
  return value.toLocaleString(lang, { maximumFractionDigits: 1 })
}

/** "Tháng 3 năm 2026". */
export function titleOfPeriod(period: string, lang: Lang): string {
  const words = periodInWords(period, lang)
  return words.charAt(0).toLocaleUpperCase(lang) + words.slice(1)
}

/** What a colour stands for: whole numbers from one to another, rates from one to below the next. */
export function lineInWords(line: CountLine, measure: Measure, { say, lang }: Speech): string {
  if (line.kind === 'zero') return say('none')
  if (line.kind === 'hidden') return say('suppressed')
  if (line.kind === 'none') return say('noData')
  const { from, below } = line
  if (below === undefined) return `≥ ${inDigits(from, lang)}`
  if (measure === 'rate') return say('below', { from: inDigits(from, lang), to: inDigits(below, lang) })
  return below - 1 > from ? `${inDigits(from, lang)}–${inDigits(below - 1, lang)}` : inDigits(from, lang)
}
