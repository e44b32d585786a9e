import fc from 'fast-check'
import t from 'tap'
import { guardFormula, unguardFormula } from '../../src/text/formula-guard.ts'

t.test('no text of ours begins like a formula', async (t) => {
  for (const text of ['=1+1', '+84', '-5', '@cmd', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])
    t.equal(guardFormula(text), `'${text}`)
  for (const text of ['12/4', 'Ấp =', '', '106.41', "'", "'a", 'Nguyễn']) t.equal(guardFormula(text), text)
})

t.test('the guard comes off again, whatever stood there', async (t) => {
  for (const text of ["'=1", "''=1", "'-5", "'a", "'", ''])
    t.equal(unguardFormula(guardFormula(text)), text, text)
  t.equal(unguardFormula("'=1+1"), '=1+1', 'also one that a person put there')
  t.equal(unguardFormula("'a"), "'a", 'an apostrophe of its own stays')
  const cell = fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', 'a', ' '), { maxLength: 6 })
    .map((letters) => letters.join(''))
  fc.assert(
    fc.property(cell, (text) => {
      const guarded = guardFormula(text)
      return unguardFormula(guarded) === text && !/^[=+\-@\t\r]/.test(guarded)
    }),
    { numRuns: 2000 },
  )
})
