import fc from 'fast-check'
import t from 'tap'
import { readPhone } from '../../../src/registry/people/phone-number.ts'

/** what is typed, and what it is kept as */
const NUMBERS: readonly (readonly [typed: string, number: string])[] = [
  ['0912345678', '+84912345678'],
  ['0912 345 678', '+84912345678'],
  ['091.234.5678', '+84912345678'],
  ['(091) 234-5678', '+84912345678'],
  ['+84 912 345 678', '+84912345678'],
  ['0084912345678', '+84912345678'],
  ['84912345678', '+84912345678'],
  ['0321234567', '+84321234567'],
  ['0592345678', '+84592345678'],
  ['0272 3826 288', '+842723826288'],
  ['1900 1234', '+8419001234'],
  ['+65 6123 4567', '+6561234567'],
]

/** what is typed, and what it has become; nothing where that is not certain */
const NONE: readonly (readonly [typed: string, repair: string | undefined])[] = [
  ['0123456789', undefined],
  ['01234567890', '+84834567890'],
  ['0168 123 4567', '+84381234567'],
  ['0120.123.4567', '+84701234567'],
  ['+84 199 123 4567', '+84591234567'],
  ['0130 123 4567', undefined],
  ['0312345678', undefined],
  ['091234567', undefined],
  ['09123456789', undefined],
  ['+65 123', undefined],
  ['số của ông Ba', undefined],
  ['', undefined],
]

t.test('phone numbers are read as people write them, and kept in one form', async (t) => {
  for (const [typed, number] of NUMBERS) t.same(readPhone(typed), { number }, typed)
})

t.test('what is no number in use is refused, an old one with what it has become', async (t) => {
  for (const [typed, repair] of NONE) t.same(readPhone(typed), { repair }, typed)
})

t.test('what is kept is read as itself, and a repair is a number', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[+0-9 .()-]{0,16}$/), (typed) => {
      const read = readPhone(typed)
      const kept = 'number' in read ? read.number : read.repair
      if (kept !== undefined) t.same(readPhone(kept), { number: kept })
    }),
  )
})
