import t from 'tap'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { MaxScore, type SpanPostings, type WordPostings } from '../../../src/search/names/max-score.ts'

const SLOTS = 60
const ALL = Number.MAX_SAFE_INTEGER

/** Spans of one token each, with words in random slots; weights are exact in single precision. */
function spansAtRandom(random: SeededRandom): SpanPostings[] {
  return Array.from({ length: random.integer(1, 5) }, (_, token) => {
    const words = Array.from({ length: random.integer(1, 3) }, () => {
      const postings = Array.from({ length: SLOTS }, (_, slot) => slot).filter(
        () => random.integer(1, 4) === 1,
      )
      const share = random.integer(1, 16) / 64
      return { postings, weight: random.integer(1, 64) / 64, share }
    })
    return { mask: 1 << token, words, count: words.reduce((sum, { postings }) => sum + postings.length, 0) }
  })
}

function sumsOf(spans: readonly SpanPostings[], slot: number) {
  const met = spans.map(({ words }) => words.filter(({ postings }) => postings.includes(slot)))
  // Of several words that a span may mean a slot gains by the best.
  const most = (of: (word: WordPostings) => number) =>
    met.reduce((sum, words) => sum + Math.max(0, ...words.map(of)), 0)
  return {
    met: met.some((words) => words.length > 0),
    weight: most(({ weight }) => weight),
    share: most(({ share }) => share),
  }
}

t.test('With all spans essential it is adding up every posting', async (t) => {
  const random = new SeededRandom(5)
  const bonuses = Array.from({ length: SLOTS }, () => random.integer(0, 8) / 64)
  const maxScore = new MaxScore()
  for (const [slot, bonus] of bonuses.entries()) maxScore.put(slot, bonus)
  for (let round = 0; round < 200; round++) {
    const spans = spansAtRandom(random)
    const k = random.integer(1, 20)
    const min = random.integer(0, 16) / 64
    maxScore.count(spans, ALL, () => true)
    const best = maxScore.best(k, (_, share) => share >= min)
    const scores = bonuses.map((bonus, slot) => ({ slot, score: sumsOf(spans, slot).weight + bonus }))
    const expected = scores
      .filter(({ slot }) => sumsOf(spans, slot).met && sumsOf(spans, slot).share >= min)
      .map(({ score }) => score)
      .sort((a, b) => b - a)
      .slice(0, k)
    t.same(
      best.map((slot) => scores[slot]!.score),
      expected,
      `round ${round}: the largest weights`,
    )
    for (const slot of best)
      t.ok(
        Math.abs(maxScore.share(slot) - sumsOf(spans, slot).share) < 1e-4,
        `round ${round}: the share of ${slot}`,
      )
  }
})

t.test('A slot that is not found has only tokens that are not worthwhile together', async (t) => {
  const random = new SeededRandom(6)
  const maxScore = new MaxScore()
  for (let slot = 0; slot < SLOTS; slot++) maxScore.put(slot, 0)
  let passed = 0
  for (let round = 0; round < 200; round++) {
    const spans = spansAtRandom(random)
    // Worthwhile are as many tokens as are asked for.
    const min = random.integer(1, 3)
    const worthwhile = (mask: number) => mask.toString(2).replaceAll('0', '').length >= min
    maxScore.count(spans, ALL, worthwhile)
    const found = new Set(maxScore.best(SLOTS, () => true))
    const missed: number[] = []
    for (let slot = 0; slot < SLOTS; slot++) {
      const mask = spans.reduce((sum, span) => (sumsOf([span], slot).met ? sum | span.mask : sum), 0)
      if (found.has(slot) || mask === 0) continue
      passed++
      if (worthwhile(mask)) missed.push(slot)
    }
    t.same(missed, [], `round ${round}`)
  }
  t.ok(passed > 100, `${passed} slots passed over`)
})

t.test('Where lists are not read to their ends, the share is an upper bound', async (t) => {
  const random = new SeededRandom(8)
  const maxScore = new MaxScore()
  for (let slot = 0; slot < SLOTS; slot++) maxScore.put(slot, 0)
  for (let round = 0; round < 100; round++) {
    const spans = spansAtRandom(random)
    const maxPostings = random.integer(1, 60)
    maxScore.count(spans, maxPostings, () => true)
    const found = maxScore.best(SLOTS, () => true)
    t.ok(found.length <= maxPostings, `round ${round}: bounded work`)
    const wrong = found.filter((slot) => maxScore.share(slot) < sumsOf(spans, slot).share)
    t.same(wrong, [], `round ${round}`)
  }
})
