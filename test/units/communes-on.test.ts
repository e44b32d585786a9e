import t from 'tap'
import { communesOn } from '../../src/units/communes-on.ts'
import { shippedRegister } from './shipped-register.ts'

const register = shippedRegister()

/** commune of today, former commune known or -, day → communes of that day (Resolutions 1682, 1244 and 836) */
const CASES: ReadonlyArray<[today: string, former: string, day: string, then: string]> = [
  ['27694 Phường Long An', '-', '2025-07-01', '27694 Phường Long An'],
  ['27694 Phường Long An', '27691', '2025-06-30', '27691 Phường 4'],
  ['27694 Phường Long An', '27691', '2019-01-01', '27691 Phường 4'],
  ['27694 Phường Long An', '27694', '2025-06-30', '27694 Phường 1'],
  ['27694 Phường Long An', '27694', '2024-12-01', '27694 Phường 1'],
  // Phường 2 joined Phường 1 on 1/12/2024: before that day it may have been either.
  ['27694 Phường Long An', '27694', '2022-04-30', '27688 Phường 2, 27694 Phường 1'],
  ['27694 Phường Long An', '27688', '2022-04-30', '27688 Phường 2'],
  // A former code that the commune was not made from says nothing.
  ['27928 Xã Hiệp Hoà', '27691', '2025-06-30', 'as -'],
  ['99999 none', '-', '2025-06-30', ''],
]

t.test('the communes of a day are found through the changes, never by the code alone', async (t) => {
  const told = (code: string, former: string, day: string) =>
    communesOn(register, code, former === '-' ? null : former, day)
      .map(({ code, fullName }) => `${code} ${fullName}`)
      .sort()
      .join(', ')
  for (const [today, former, day, then] of CASES) {
    const code = today.slice(0, 5)
    const expected = then === 'as -' ? told(code, '-', day) : then
    t.equal(told(code, former, day), expected, `${today}, ${former}, ${day}`)
  }
  t.equal(told('27694', '-', '2025-06-30').split(', ').length, 7, 'all that Phường Long An was made from')
})

t.test('the communes of any day cover those of today, and lead back to them', async (t) => {
  for (const day of ['2019-06-01', '2020-06-01', '2024-12-01', '2025-06-30'])
    for (const { code } of register.at(register.today, { level: 'commune' })) {
      const then = communesOn(register, code, null, day)
      t.ok(then.length > 0, `${code} on ${day}`)
      for (const unit of then) {
        const back = register.successorsOf(unit, day).map((path) => path.unit.code)
        t.ok(back.includes(code), `${unit.fullName} of ${day} leads to ${code}`)
      }
    }
})
