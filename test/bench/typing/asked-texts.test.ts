import t from 'tap'
import { askedTexts } from '../../../scripts/bench/typing/asked-texts.ts'

/** Keys as `text@pause`, questions as `text@patience`. */
const CASES: ReadonlyArray<readonly [what: string, keys: string, asked: string]> = [
  ['each key after a pause is asked for', 'a@0 ab@200 abc@300', 'a@120 ab@220 abc@Infinity'],
  ['a key that follows soon sends nothing', 'a@0 ab@79 abc@40 abcd@200', 'abc@120 abcd@Infinity'],
  ['an answer has until the next key', 'a@0 ab@85 abc@500', 'a@5 ab@420 abc@Infinity'],
  // answered after 50 ms: the second time it is known
  ['what was answered is not asked for again', 'a@0 ab@300 a@300', 'a@220 ab@220'],
  ['what was dropped unanswered is asked for again', 'a@0 ab@100 a@300', 'a@20 ab@220 a@Infinity'],
  ['spaces alone ask for nothing', '_@0 a@300 _@100', 'a@20'],
  ['nothing typed', '', ''],
]

t.test('What the search box asks for', async (t) => {
  for (const [what, typed, expected] of CASES) {
    const keys = typed
      .split(' ')
      .filter(Boolean)
      .map((key) => {
        const [text, pause] = key.split('@')
        return { text: text!.replace('_', ' '), pause: Number(pause) }
      })
    const asked = await askedTexts(keys)
    t.equal(asked.map(({ text, patience }) => `${text}@${patience}`).join(' '), expected, what)
  }
})
