import { damm } from 'cdigit'
import fc from 'fast-check'
import t from 'tap'
import { dammDigit } from '../../src/codes/damm.ts'

t.test('Check digits are those of another implementation of Damm 2004', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,20}$/), (digits) => {
      const digit = dammDigit(digits)
      return String(digit) === damm.compute(digits) && dammDigit(`L${digits}${digit}`, 1) === 0
    }),
    { numRuns: 2000 },
  )
  t.equal(dammDigit('572'), 4, 'the worked example of the thesis')
})
