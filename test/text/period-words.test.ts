import t from 'tap'
import { periodInWords } from '../../src/text/period-words.ts'

t.test('Periods in words', async (t) => {
  const cases: [period: string, vi: string, en: string][] = [
    ['2026-03', 'tháng 3 năm 2026', 'March 2026'],
    ['2025-12', 'tháng 12 năm 2025', 'December 2025'],
    ['2025', 'năm 2025', '2025'],
    ['2025-Q4', 'quý 4 năm 2025', 'quarter 4 of 2025'],
    ['2025-W07', 'tuần 7 năm 2025', 'week 7 of 2025'],
    ['2025-11-05', 'ngày 5 tháng 11 năm 2025', '5 November 2025'],
    ['hè', 'hè', 'hè'],
    ['', '', ''],
  ]
  for (const [period, vi, en] of cases) {
    t.equal(periodInWords(period, 'vi'), vi)
    t.equal(periodInWords(period, 'en'), en)
  }
})
