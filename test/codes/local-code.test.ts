import fc from 'fast-check'
import t from 'tap'
import {
  checkDigitHolds,
  formatLocalCode,
  LOCAL_CODE,
  LOCAL_CODE_COUNT,
  LocalCodeMaker,
} from '../../src/codes/local-code.ts'

const maker = new LocalCodeMaker('0123456789abcdef0123456789abcdef')
const counter = fc.integer({ min: 0, max: LOCAL_CODE_COUNT - 1 })

t.test('Local codes', async (t) => {
  t.test('the check digit is the one of the quasigroup in Damm 2004', async (t) => {
    // 572 → 4 is the worked example; the others were reckoned by hand from the table.
    t.ok(checkDigitHolds('L0000005724'))
    t.notOk(checkDigitHolds('L0000005723'))
    t.notOk(checkDigitHolds('L572 4'))
  })

  t.test('every wrong digit and every swap of neighbours fails the check digit', async (t) => {
    fc.assert(
      fc.property(counter, (n) => {
        const code = maker.code(n)
        for (let i = 1; i <= 10; i++) {
          for (const digit of '0123456789')
            if (digit !== code[i] && checkDigitHolds(code.slice(0, i) + digit + code.slice(i + 1)))
              return false
          if (i < 10 && code[i] !== code[i + 1]) {
            const swapped = code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2)
            if (checkDigitHolds(swapped)) return false
          }
        }
        return LOCAL_CODE.test(code) && checkDigitHolds(code)
      }),
      { numRuns: 300 },
    )
    t.pass('300 codes, each with 90 wrong digits and 9 swaps')
  })

  t.test('no two counters share a code', async (t) => {
    const codes = new Set<string>()
    for (let n = 0; n < 200_000; n++) codes.add(maker.code(n))
    for (let n = LOCAL_CODE_COUNT - 1000; n < LOCAL_CODE_COUNT; n++) codes.add(maker.code(n))
    t.equal(codes.size, 201_000)
  })

  t.test('neighbours differ in most digits', async (t) => {
    let different = 0
    for (let n = 0; n < 10_000; n++) {
      const [a, b] = [maker.code(n), maker.code(n + 1)]
      for (let i = 1; i <= 9; i++) if (a[i] !== b[i]) different++
    }
    t.ok(different / 10_000 > 8, `on average ${different / 10_000} of 9`)
  })

  t.test('another key gives other codes', async (t) => {
    const other = new LocalCodeMaker('0123456789abcdef0123456789abcdee')
    const same = Array.from({ length: 1000 }, (_, n) => n).filter((n) => other.code(n) === maker.code(n))
    t.ok(same.length < 5)
  })

  t.test('keys and counters out of range are refused with their value', async (t) => {
    t.throws(() => new LocalCodeMaker('short'), /"short" is not 32 hexadecimal digits/)
    for (const n of [-1, LOCAL_CODE_COUNT, 1.5, Number.NaN])
      t.throws(() => maker.code(n), new RegExp(`counter ${n}`))
  })

  t.equal(formatLocalCode('L1234567890'), 'L123 456 7890', 'written in groups of three and four')
})
