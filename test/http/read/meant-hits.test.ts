import t from 'tap'
import { meantHits } from '../../../src/http/read/meant-hits.ts'
import type { SearchHit } from '../../../src/search/search-types.ts'

/** "commune! place? street": `!` is split, `?` ambiguous. */
function hitsOf(text: string): Pick<SearchHit, 'kind' | 'warnings'>[] {
  return text.split(' ').flatMap((word) => {
    const [, kind, mark] = /^(\w+)([!?]?)$/.exec(word) ?? []
    const warnings = mark === '!' ? ['split-unit' as const] : mark === '?' ? ['ambiguous' as const] : []
    return kind ? [{ kind: kind as SearchHit['kind'], warnings }] : []
  })
}

t.test('what a text says as much of', async (t) => {
  const cases: [hits: string, meant: string][] = [
    ['', ''],
    ['commune', 'commune'],
    ['commune street?', 'commune'],
    ['commune! commune!', 'commune! commune!'],
    ['commune! commune! place? place?', 'commune! commune!'],
    ['commune! place? commune!', 'commune! commune!'],
    ['hamlet? hamlet? hamlet', 'hamlet? hamlet?'],
    ['hamlet? hamlet hamlet?', 'hamlet?'],
    ['commune? place?', 'commune? place?'],
    ['commune? place? street', 'commune? place?'],
  ]
  for (const [hits, meant] of cases) t.same(meantHits(hitsOf(hits)), hitsOf(meant), hits)
})
