import { guardFormula } from '../../text/formula-guard.ts'
import type { Conversion } from '../api/replies.ts'
import { sentence, type Values } from '../language/sentence.ts'
import { CONVERTER_WORDS, type ConverterWord } from './converter-words.ts'

export type SayConverter = (word: ConverterWord, values?: Values) => string

const COLUMNS = [
  'column.line',
  'column.input',
  'column.grade',
  'column.result',
  'column.code',
  'column.commune',
  'column.district',
  'column.province',
  'column.basis',
  'column.warnings',
] as const satisfies readonly ConverterWord[]

export function sayConverterIn(lang: 'vi' | 'en'): SayConverter {
  return (word, values) => sentence(CONVERTER_WORDS[word], lang, values)
}

/** Warnings as sentences; codes that this page does not know are left out. */
export function remarks({ warnings }: Conversion, say: SayConverter): string[] {
  return warnings.flatMap((code) => {
    const word = `warning.${code}`
    return word in CONVERTER_WORDS ? [say(word as ConverterWord)] : []
  })
}

/** One row per candidate under a heading row; an address without candidates has one row all the same. */
export function resultRows(
  lines: readonly string[],
  results: readonly Conversion[],
  say: SayConverter,
): string[][] {
  const rows = results.flatMap((result, i) => {
    const start = [String(i + 1), lines[i] ?? '', result.grade]
    const end = remarks(result, say).join(' ')
    if (result.candidates.length === 0) return [[...start, '', '', '', '', '', '', end]]
    return result.candidates.map(({ label, commune, district, province, steps }) => [
      ...start,
      label,
      commune.code,
      commune.name,
      district?.name ?? '',
      province?.name ?? '',
      [...new Set(steps.map(({ basis }) => basis))].join('; '),
      end,
    ])
  })
  return [COLUMNS.map((column) => say(column)), ...rows]
}

/** CSV (RFC 4180) with a byte order mark, which spreadsheets need to read Vietnamese. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
}

/** Tab-separated rows, for pasting into a spreadsheet. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((cell) => guardFormula(cell.replace(/[\t\r\n]+/g, ' '))).join('\t'))
    .join('\n')
}

function csvCell(text: string): string {
  const cell = guardFormula(text)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
