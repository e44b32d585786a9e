import t from 'tap'
import { administratorSentence } from '../../src/assembly/accounts/announce-administrator.ts'
import type { Need } from '../../src/registry/accounts/issuing/administrators.ts'

t.test('A start says what it knows of administrators', async (t) => {
  const said = (need: Need, { count = 0, isTerminal = true, hasKey = true } = {}) =>
    administratorSentence({
      administrators: { need: async () => need, count: async () => count, link: async () => 'TOKEN' },
      isTerminal,
      hasKey,
      ownUrl: () => 'https://diachi.example',
    })
  const CASES = [
    ['none yet, on a terminal', said('first'), /https:\/\/diachi\.example\/kich-hoat\?phieu=TOKEN$/, true],
    ['none yet, into a log', said('first', { isTerminal: false }), /npm run admin/, false],
    ['none yet, without a key', said('first', { hasKey: false }), /PEOPLE_KEY/, false],
    ['people.db lost', said('lost'), /npm run admin -- --reset/, false],
    ['one alone', said('none', { count: 1 }), /Cảnh báo: chỉ có 1/, false],
  ] as const
  for (const [name, sentence, expected, hasLink] of CASES) {
    t.match(await sentence, expected, name)
    t.equal((await sentence)?.includes('TOKEN'), hasLink, `${name}: a link`)
  }
  t.equal(await said('none', { count: 2 }), undefined)
})
