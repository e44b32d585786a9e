import t from 'tap'
import { dayClock } from '../../src/units/day-clock.ts'

/** clocks one after another, UTC, and the day in Vietnam */
const CLOCKS: ReadonlyArray<[utc: string, day: string]> = [
  ['2025-06-30T16:59:59.999Z', '2025-06-30'],
  ['2025-06-30T17:00:00.000Z', '2025-07-01'],
  ['2025-07-01T16:59:59.999Z', '2025-07-01'],
  ['2025-07-01T17:00:00.000Z', '2025-07-02'],
  ['2025-07-20T03:00:00.000Z', '2025-07-20'],
  ['2025-07-19T16:59:59.999Z', '2025-07-19'],
  ['1969-12-31T16:59:59.999Z', '1969-12-31'],
]

t.test('The day in Vietnam changes at its midnight, also when the clock is put back', async (t) => {
  let now = 0
  const today = dayClock(() => now)
  for (const [utc, day] of CLOCKS) {
    now = Date.parse(utc)
    t.same([today(), today()], [day, day], utc)
  }
})
