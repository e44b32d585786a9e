import t from 'tap'
import { type CountCell, suppressed } from '../../../src/importing/counts/suppression.ts'
import { recovered } from '../../support/subtraction.ts'
import { seeded } from '../../support/tile-record.ts'

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
  t.equal(suppressed(cells, 5).size, 8, 'one small number takes seven others along')
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
