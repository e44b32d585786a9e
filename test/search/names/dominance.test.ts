import t from 'tap'
import type { Alignment } from '../../../src/search/names/alignment.ts'
import { undominated } from '../../../src/search/names/dominance.ts'
import type { Query } from '../../../src/search/query/query.ts'

const alignment = (label: string, mask: number, completeness: number, more: Partial<Alignment> = {}) => ({
  label,
  name: 0,
  mask,
  completeness,
  from: 0,
  at: 0,
  coverage: 0.5,
  accents: 0,
  gaps: 0,
  how: 'exact' as const,
  ...more,
})
/** "an ninh long an": an 1, ninh 2, long 4, an 8 */
const WORDS = { tokens: [{}, {}, {}, {}] }
const finished = { ...WORDS, unfinished: false, last: 0 } as unknown as Query
const typing = { ...WORDS, unfinished: true, last: 1 << (WORDS.tokens.length - 1) } as unknown as Query

/** what, query, alignments, names that stay */
const CASES: ReadonlyArray<[what: string, Query, ReturnType<typeof alignment>[], string[]]> = [
  [
    'a part of a name gives way to a whole one over more words',
    finished,
    [alignment('Long An', 12, 1), alignment('Long Hậu', 4, 0.5), alignment('An Thuận', 8, 0.4)],
    ['Long An'],
  ],
  [
    'a name typed whole stays, however short',
    finished,
    [alignment('Long An', 12, 1), alignment('Long', 4, 1)],
    ['Long An', 'Long'],
  ],
  [
    'a part of a name that has words elsewhere too stays',
    finished,
    [alignment('Long An', 12, 1), alignment('Ninh Long', 6, 0.5)],
    ['Long An', 'Ninh Long'],
  ],
  [
    'one word alone displaces nothing',
    finished,
    [alignment('An', 8, 1), alignment('An Bình', 8, 0.5)],
    ['An', 'An Bình'],
  ],
  [
    'nor does a name that is only similar, has other accents, or is spread out',
    finished,
    [
      alignment('Long An', 12, 1, { how: 'typo' }),
      alignment('Lộng Ẩn', 12, 1, { accents: 0.1 }),
      alignment('Long … An', 12, 1, { gaps: 1 }),
      alignment('Long Hậu', 4, 0.5),
    ],
    ['Long An', 'Lộng Ẩn', 'Long … An', 'Long Hậu'],
  ],
  [
    'nor one whose last word is still being typed',
    typing,
    [alignment('Long An', 12, 1), alignment('An Thuận', 8, 0.4)],
    ['Long An', 'An Thuận'],
  ],
]

t.test('parts of names give way to whole names', async (t) => {
  for (const [what, query, alignments, stay] of CASES)
    t.same(
      undominated(alignments, query).map(({ label }) => label),
      stay,
      what,
    )
})
