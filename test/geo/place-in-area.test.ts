import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { placeInArea, settledArea } from '../../src/geo/place-in-area.ts'

const cases: Record<string, string>[] = parse(
  readFileSync(new URL('../cases/place-in-area.csv', import.meta.url)),
  { columns: true },
)
const metres = (text: string) => (text === '' ? undefined : Number(text))

t.test('How a point lies to the area that it names', async (t) => {
  for (const { around, around_metres, around_approximate, some_approximate, named_metres, place } of cases) {
    const here = around
      ? {
          code: around,
          metresToBoundary: () => Number(around_metres),
          approximate: around_approximate === '1',
        }
      : undefined
    const found = placeInArea('A', here, some_approximate === '1', () => metres(named_metres as string))
    t.equal(found, place, JSON.stringify({ around, around_metres, named_metres }))
  }
})

t.test('One of several areas is taken only where the point tells which', async (t) => {
  const here = (code: string) => ({ code, metresToBoundary: () => 900, approximate: false })
  t.equal(settledArea(['A'], undefined), 'A')
  t.equal(settledArea(['A', 'B'], here('B')), 'B')
  t.equal(settledArea(['A', 'B'], here('C')), null)
  t.equal(settledArea(['A', 'B'], undefined), null)
  t.equal(settledArea([], here('A')), null)
})
