import t from 'tap'
import type { CountCell } from '../../../src/importing/counts/count-cube.ts'
import { suppression } from '../../../src/importing/counts/suppression.ts'
import { demoCommunes } from '../../../src/importing/demo/demo-communes.ts'
import { demoCounts } from '../../../src/importing/demo/demo-themes.ts'
import { SMALLEST_COUNT } from '../../../src/store/layout/standard-themes.ts'
import { settled } from '../../support/count-attack.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { recovered } from '../../support/subtraction.ts'
import { seeded } from '../../support/tile-record.ts'

const SECRET = 'a secret of the record'
const suppressed = (cells: readonly CountCell[], threshold: number, secret = SECRET) =>
  suppression(cells, threshold, secret).hidden

/** A table in which about `small` of the numbers are below 5. */
function table([communes, periods, subjects]: readonly number[], small: number, random: () => number) {
  const cells: (CountCell & { count: number })[] = []
  for (let c = 0; c < communes!; c++)
    for (let p = 0; p < periods!; p++)
      for (let s = 0; s < subjects!; s++)
        cells.push({
          commune: `c${c}`,
          period: `p${p}`,
          subject: `s${s}`,
          count: random() < small ? 1 + Math.floor(random() * 4) : 5 + Math.floor(random() * 200),
        })
  return cells
}
const seen = (cells: readonly CountCell[], hidden: ReadonlySet<number>) =>
  cells.map((cell, i) => ({
    at: [cell.commune, cell.period, cell.subject],
    shown: hidden.has(i) ? null : cell.count,
  }))

t.test('The one who subtracts: hiding small numbers alone is not enough', async (t) => {
  const cells = table([6, 4, 3], 0.05, seeded(1))
  const small = new Set(cells.flatMap(({ count }, i) => (count < 5 ? [i] : [])))
  const found = recovered(
    seen(cells, small),
    cells.map(({ count }) => count),
  )
  t.ok(found.length > 0, 'sums give them away')
})

t.test('No sum over communes, periods or diseases brings a hidden number back', async (t) => {
  const random = seeded(2)
  const shapes = [
    [8, 1, 1],
    [8, 5, 1],
    [8, 1, 4],
    [1, 6, 4],
    [8, 4, 3],
    [12, 3, 2],
    [2, 2, 2],
  ]
  for (const shape of shapes)
    for (const small of [0.02, 0.1, 0.4, 0.9])
      for (let round = 0; round < 4; round++) {
        const cells = table(shape, small, random)
        const hidden = suppressed(cells, 5)
        const truth = cells.map(({ count }) => count)
        for (const [i, { count }] of cells.entries())
          if (count < 5 && !hidden.has(i)) t.fail(`${count} is shown`)
        t.same(recovered(seen(cells, hidden), truth), [], `${shape}, ${small} small`)
      }
})

t.test('What need not be hidden is shown', async (t) => {
  const cells = table([20, 6, 2], 0, seeded(3))
  t.equal(suppressed(cells, 5).size, 0)
  cells[7]!.count = 3
  const sizes = Array.from({ length: 100 }, (_, i) => suppressed(cells, 5, `secret ${i}`).size)
  t.equal(Math.min(...sizes), 8, 'one small number takes seven others along')
  t.ok(sizes.reduce((a, b) => a + b) / 100 < 16, 'mostly no more')
  const zeros = cells.map((cell) => ({ ...cell, count: 0 }))
  t.equal(suppressed(zeros, 5).size, 0, 'none is no small number')
})

t.test('Asked again with what is hidden, it hides the same', async (t) => {
  const random = seeded(4)
  for (const shape of [
    [10, 1, 1],
    [10, 6, 1],
    [10, 4, 3],
    [3, 3, 3],
  ])
    for (const small of [0.05, 0.3]) {
      const cells = table(shape, small, random).filter(() => random() < 0.8)
      const hidden = suppressed(cells, 5)
      const again = suppressed(
        cells.map((cell, i) => ({ ...cell, hidden: hidden.has(i), published: !hidden.has(i) })),
        5,
      )
      t.same([...again].sort(), [...hidden].sort(), `${shape}`)
    }
})

t.test('Which further cells are hidden depends on no number', async (t) => {
  const random = seeded(5)
  for (const shape of [
    [12, 6, 1],
    [8, 4, 3],
  ]) {
    const cells = table(shape, 0.1, random)
    // small ones stay small, the others anything but small or zero
    const other = cells.map((cell) => ({
      ...cell,
      count: cell.count < 5 ? 1 + Math.floor(random() * 4) : 5 + Math.floor(random() * 5000),
    }))
    t.same([...suppressed(other, 5)], [...suppressed(cells, 5)], `${shape}`)
    t.notSame([...suppressed(cells, 5, 'another secret')], [...suppressed(cells, 5)], 'but on the secret')
  }
})

t.test('Who knows sums and program, but not the secret, settles no small number', async (t) => {
  const random = seeded(6)
  const secrets = Array.from({ length: 150 }, (_, i) => `guess ${i}`)
  let tables = 0
  let strong = 0
  const found: string[] = []
  for (let round = 0; round < 12; round++)
    for (const shape of [
      [4, 3, 1],
      [3, 3, 1],
      [5, 2, 1],
      [4, 1, 1],
      [3, 2, 2],
    ]) {
      const cells = table(shape, 0.2, random).map((cell) => ({
        ...cell,
        // many are zero, as diseases are
        count: cell.count < 5 ? cell.count : random() < 0.15 ? 0 : 5 + Math.floor(random() * 15),
      }))
      const { hidden, weak } = suppression(cells, 5, SECRET)
      if (hidden.size === 0) continue
      tables++
      strong += hidden.size - weak.length
      for (const i of settled(cells, hidden, 5, secrets))
        if (!weak.includes(i))
          found.push(`${shape}: ${cells.map(({ count }, k) => `${count}${hidden.has(k) ? '*' : ''}`)}`)
    }
  t.ok(tables > 40)
  t.ok(strong > 150)
  t.same(found, [], 'but for those that are said to be weakly protected')
})

t.test('A number with nothing but zeros around it is said to be weakly protected', async (t) => {
  const cells = table([4, 3, 1], 0, seeded(7)).map((cell) => ({ ...cell, count: 0 }))
  cells[5]!.count = 2
  t.ok(suppression(cells, 5, SECRET).weak.includes(5))
  t.same(suppression(table([12, 6, 1], 0.05, seeded(8)), 5, SECRET).weak, [])
})

t.test('The demonstration hides little more than the fewest cells', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const cells = demoCounts(demoCommunes(record.units.all(), record.units.changes()), 20250701)
  // 54 were hidden when the smallest numbers were taken along
  for (let i = 0; i < 100; i++) {
    const { hidden, exposed, weak } = suppression(cells, SMALLEST_COUNT, `secret ${i}`)
    if (hidden.size > 1.5 * 54 || exposed.length > 0 || weak.length > 0) t.fail(`${hidden.size} hidden`)
  }
})
