import { parse } from 'csv-parse/sync'
import t from 'tap'
import type { Conversion } from '../../src/web/api/replies.ts'
import { addressLines } from '../../src/web/converter/address-lines.ts'
import { CONVERTER_WORDS } from '../../src/web/converter/converter-words.ts'
import { resultRows, sayConverterIn, toCsv, toTsv } from '../../src/web/converter/result-table.ts'

const step = {
  from: { code: '27691', full_name: 'Phường 4' },
  to: { code: '27694', full_name: 'Phường Long An' },
  extent: 'whole' as const,
  date: '2025-07-01',
  basis: '1682/NQ-UBTVQH15',
}
const candidate = (name: string): Conversion['candidates'][number] => ({
  label: `${name}, Tỉnh Tây Ninh`,
  commune: { code: '27694', name },
  province: { code: '80', name: 'Tỉnh Tây Ninh' },
  steps: [step, step],
  extent: 'whole',
})

t.test('Pasted text is cut into addresses', async (t) => {
  t.same(addressLines(' a \r\n\n b\rc\u2028d '), { ok: true, lines: ['a', 'b', 'c', 'd'] })
  t.same(addressLines(' \n '), { ok: false, problem: 'empty' })
  t.same(addressLines('x\n'.repeat(1001)), { ok: false, problem: 'tooMany', n: 1001 })
  t.match(addressLines('x\n'.repeat(1000)), { ok: true })
  t.same(addressLines(`a\n${'b'.repeat(1001)}`), { ok: false, problem: 'tooLong', line: 2 })
})

t.test('A table has a row per candidate and loses no address', async (t) => {
  const say = sayConverterIn('vi')
  const results: Conversion[] = [
    { input: 'a', grade: 'A', candidates: [candidate('Phường Long An')], warnings: [] },
    {
      input: 'b',
      grade: 'C',
      candidates: [candidate('Xã Thủ Thừa'), candidate('Xã Nhựt Tảo')],
      warnings: ['split-unit', 'a-code-of-tomorrow'],
    },
    { input: 'c', grade: 'C', candidates: [], warnings: ['no-match'] },
  ]
  const [head, ...rows] = resultRows(['a', 'b', 'c'], results, say)
  t.equal(head?.length, 10)
  t.same(
    rows.map((row) => [row.length, row[0], row[1], row[2], row[5]]),
    [
      [10, '1', 'a', 'A', 'Phường Long An'],
      [10, '2', 'b', 'C', 'Xã Thủ Thừa'],
      [10, '2', 'b', 'C', 'Xã Nhựt Tảo'],
      [10, '3', 'c', 'C', ''],
    ],
  )
  t.equal(rows[0]?.[8], '1682/NQ-UBTVQH15', 'each basis once')
  t.equal(rows[1]?.[9], CONVERTER_WORDS['warning.split-unit'][0])
})

t.test('CSV is read back by another reader, and no cell is a formula', async (t) => {
  const rows = [
    ['a', 'b'],
    ['12 "Hùng Vương", Xã A', 'hai\r\ndòng'],
    ['=HYPERLINK("http://x")', '@x'],
    ['', 'đủ dấu ậẵểốữỵ'],
  ]
  const csv = toCsv(rows)
  t.equal(csv.charCodeAt(0), 0xfeff)
  const read = parse(csv, { bom: true }) as string[][]
  t.same(read[1], rows[1])
  t.same(read[2], [`'=HYPERLINK("http://x")`, `'@x`])
  t.same(read[3], rows[3])
  t.equal(toTsv([['a\tb', '+1']]), "a b\t'+1")
})

t.test('every sentence of the converter has both languages with the same values', async (t) => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
  for (const [word, [vi, en]] of Object.entries(CONVERTER_WORDS)) {
    t.ok(vi.trim() && en.trim(), word)
    t.same(holes(vi), holes(en), word)
  }
})
