import fc from 'fast-check'
import t from 'tap'
import { checkCode, isPlusCode, nearbyCodes } from '../../src/codes/check-code.ts'

/** input, normal form, scheme, problems as `code@index` */
const CASES: ReadonlyArray<[input: string, normalized: string, scheme: string, problems: string]> = [
  ['L0000005724', 'L0000005724', 'local', ''],
  ['l000 000 5724', 'L0000005724', 'local', ''],
  ['L000.000-5724', 'L0000005724', 'local', ''],
  ['L0000005723', 'L0000005723', 'local', 'check-digit@10'],
  ['L000000572', 'L000000572', 'local', 'length@9'],
  ['LOOO0005724', 'LOOO0005724', 'local', 'alphabet@1 alphabet@2 alphabet@3'],
  ['8012345678', '8012345678', 'ndas', ''],
  ['8012 345 678', '8012345678', 'ndas', ''],
  ['8O12345678', '8O12345678', 'ndas', 'alphabet@1'],
  ['801234567', '801234567', 'ndas', 'length@8'],
  ['80123456789', '80123456789', 'ndas', 'length@10'],
  ['82113', '82113', 'postal', ''],
  ['7P28GCP6+9R', '7P28GCP6+9R', 'pluscode', ''],
  ['7p28gcp6+9r', '7P28GCP6+9R', 'pluscode', ''],
  ['GCP6+9R', 'GCP6+9R', 'pluscode', ''],
  ['7P28GCP6+9', '7P28GCP6+9', 'pluscode', 'length@0'],
  ['7P28GCA6+9R', '7P28GCA6+9R', 'pluscode', 'alphabet@6'],
  ['', '', 'unknown', 'length@0'],
  ['   ', '', 'unknown', 'length@0'],
  ['Cần Giuộc', 'CẦNGIUỘC', 'unknown', 'alphabet@0'],
  ['٨٠١٢٣٤٥٦٧٨', '٨٠١٢٣٤٥٦٧٨', 'unknown', 'alphabet@0'],
  ['😀', '😀', 'unknown', 'alphabet@0'],
]

t.test('Checking a code', async (t) => {
  for (const [input, normalized, scheme, problems] of CASES) {
    const checked = checkCode(input)
    const found = checked.problems.map(({ code, at }) => `${code}@${at}`).join(' ')
    t.same([checked.normalized, checked.scheme, found], [normalized, scheme, problems], JSON.stringify(input))
  }

  t.test('what a mistyped code may stand for', async (t) => {
    const near = (input: string) => [...nearbyCodes(checkCode(input))]
    t.ok(near('L0000005723').includes('L0000005724'), 'a wrong digit')
    t.ok(near('L0000050724').includes('L0000005724'), 'two digits swapped')
    t.ok(near('L000000574').includes('L0000005724'), 'a digit left out')
    t.ok(near('L00000057224').includes('L0000005724'), 'a digit typed twice')
    t.same(near('LOOO0005724'), ['L0000005724'], 'O read as 0')
    t.same(near('8O12345678'), ['8012345678'], 'O read as 0 in a national code')
    t.ok(near('0000005724').includes('L0000005724'), 'the L left out')
    t.same(near('Cần Giuộc'), [], 'no word becomes a code')
  })

  t.test('no text makes it throw or answer without a reason', async (t) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (input) => {
        const checked = checkCode(input)
        for (const code of nearbyCodes(checked)) checkCode(code)
        return checked.scheme !== 'unknown' || checked.problems.length > 0
      }),
      { numRuns: 2000 },
    )
    t.pass('2000 texts')
  })

  t.test('plus codes by the reference grammar', async (t) => {
    for (const code of ['7P28GCP6+9R', '7P28GCP6+9RX', '7P280000+', 'GCP6+9R', 'P6+9R'])
      t.ok(isPlusCode(code), code)
    for (const code of ['7P28GCP+69R', 'ZZZZZZZZ+ZZ', '7P28GCP6', '+', '7P28GCP6+9'])
      t.notOk(isPlusCode(code), code)
  })
})
