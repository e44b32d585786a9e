import { table } from '../../bench/bench-table.ts'
import type { RecordMeasure, WayResult } from './measure-record.ts'
import type { TypingResult } from './measure-typing.ts'

/** Wrong answers shown of a class, of all classes and of the one that is asked for. */
const SHOWN = 2
const SHOWN_OF_ONE = 60
const SHOWN_LEFT = 10

/** The tables of a measure as Markdown, and the worst answers of each class, or many of the class `only`. */
export function recordReport({ ways, calibration }: RecordMeasure, only: string | undefined): string {
  const rows = ways.map((way) => [way.name, String(askedOf(way)), ...sharesOf(way)])
  const { grades, scores } = calibration
  const graded = Object.entries(grades).map(([grade, { asked, right }]) => [
    grade,
    String(asked),
    percent(right, asked),
  ])
  const binned = scores.map(({ asked, right }, i) => [
    `${i / 10}–${(i + 1) / 10}`,
    String(asked),
    percent(right, asked),
  ])
  const wrong = ways
    .filter(({ name }) => only === undefined || name.includes(only))
    .flatMap(({ name, worst }) =>
      worst
        .slice(0, only === undefined ? SHOWN : SHOWN_OF_ONE)
        .map(({ verdict, text, got }) => `${name} | ${verdict} | ${text} | ${got}\n`),
    )
  return [
    table(['class', 'asked', 'right, %', 'or honest', 'confidently wrong'], rows),
    table(['grade', 'first hits', 'right, %'], graded),
    table(['score', 'first hits', 'right, %'], binned),
    wrong.join(''),
  ].join('\n')
}

/** The table of what is answered at each key as Markdown, and the texts whose target left the first three again. */
export function typingReport(results: readonly TypingResult[]): string {
  const rows = results.map(({ name, texts, keys, untilFive, confident, left }) => [
    name,
    String(texts),
    String(keys),
    percent(untilFive, 1),
    percent(confident, 1, 2),
    percent(left, 1),
  ])
  const gone = results.flatMap(({ name, worst }) =>
    worst.slice(0, SHOWN_LEFT).map((text) => `${name} | ${text}\n`),
  )
  const header = ['typed', 'texts', 'keys', 'until in five, %', 'confidently wrong', 'left the first three']
  return [table(header, rows), gone.join('')].join('\n')
}

/** Texts of a class. */
export function askedOf({ verdicts }: WayResult): number {
  return verdicts.right + verdicts.honest + verdicts.wrong + verdicts.confident
}

function sharesOf(way: WayResult): string[] {
  const { right, honest, confident } = way.verdicts
  const asked = askedOf(way)
  return [percent(right, asked), percent(right + honest, asked), percent(confident, asked, 2)]
}

function percent(part: number, all: number, digits = 1): string {
  return all === 0 ? '–' : ((part / all) * 100).toFixed(digits)
}
