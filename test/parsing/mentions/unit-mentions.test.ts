import t from 'tap'
import { OtherProvinces } from '../../../src/parsing/mentions/other-provinces.ts'
import { findMentions } from '../../../src/parsing/mentions/unit-mentions.ts'
import { UnitNames } from '../../../src/parsing/mentions/unit-names.ts'
import { cleanText } from '../../../src/text/normalize.ts'

t.test('A text is read in its one spelling, also where it is taken as clean at a glance', async (t) => {
  const names = { units: new UnitNames([]), elsewhere: new OtherProvinces([]) }
  const wrong: string[] = []
  for (let code = 0; code < 0x10000; code++) {
    const text = `Ấp${String.fromCharCode(code)}4`
    const clean = cleanText(text.replace(/[\r\n\t|]+/g, ', '))
    if (findMentions(text, names).text !== clean) wrong.push(code.toString(16))
  }
  t.same(wrong, [])
  for (const text of ['', ' ', 'a ', ' a', 'a  b', 'a b', `${'a '.repeat(20_000)}\u0301`])
    t.equal(findMentions(text, names).text, cleanText(text), JSON.stringify(text.slice(0, 20)))
})
