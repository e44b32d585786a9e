import { readFileSync } from 'node:fs'
import t from 'tap'
import { writeSnapshot } from '../../../src/assembly/snapshot.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'
import { seeded } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
const HEAD = 'commune_code,period,disease,count'
const LAYER = 'epidemiology'
type Table = Record<string, number>

/** A record whose communes are named A, B, C… in a table `{'A 2025-11 Sởi': 12}`. */
async function counting(t: { teardown(work: () => void): void }) {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  const codes = record.units
    .all()
    .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
    .map(({ code }) => code)
  const code = (letter: string) => codes[letter.charCodeAt(0) - 65]!
  let n = 0
  return {
    record,
    dataDir,
    load(table: Table, options: Parameters<typeof loadLayer>[3] = {}) {
      const lines = Object.entries(table).map(([key, count]) => {
        const [commune, period, disease = 'Sởi'] = key.split(' ')
        return [code(commune!), period, disease, count].join(',')
      })
      return loadLayer(record, LAYER, files.write(`e${++n}.csv`, [HEAD, ...lines].join('\n')), options).then(
        () => 'taken',
        (error) => {
          if (error instanceof ImportError) return error.problem.code
          throw error
        },
      )
    },
    shown: (key: string) => {
      const [commune, period, disease = 'Sởi'] = key.split(' ')
      return record.themes
        .counts(LAYER)
        .find(
          (row) => row.commune_code === code(commune!) && row.period === period && row.subject === disease,
        )?.count
    },
    named: (letter: string) => code(letter),
  }
}
const reveals = (record: RecordStore) =>
  record.db.prepare("SELECT count(*) FROM event WHERE action = 'reveal'").pluck().get()
const month = (period: string, numbers: readonly number[]): Table =>
  Object.fromEntries(numbers.map((count, i) => [`${String.fromCharCode(65 + i)} ${period}`, count]))

t.test('What an earlier edition published protects nothing', async (t) => {
  const { record, load, shown, named } = await counting(t)
  t.equal(await load(month('2025-11', [20, 30, 40, 50])), 'taken')
  // E is small: hiding A beside it would leave total − A − B − C − D.
  const late = { 'E 2025-11': 3 }
  t.equal(await load(late), 'reveals')
  t.equal(shown('E 2025-11'), undefined, 'nothing is loaded')
  const text = await loadLayer(
    record,
    LAYER,
    files.write('late.csv', `${HEAD}\n${named('E')},2025-11,Sởi,3\n`),
  ).catch((error: ImportError) => error.message)
  t.match(text, `${named('E')} 2025-11 Sởi`)
  t.match(text, /--reveal/)
  t.match(readFileSync(files.path('late.csv.rejects.csv'), 'utf8'), `${named('E')} 2025-11`)
  t.equal(reveals(record), 0)
  t.equal(await load(late, { reveal: 'theo công văn 12' }), 'taken')
  t.equal(reveals(record), 1)
  t.equal(shown('E 2025-11'), null)
  t.equal(shown('A 2025-11'), 20, 'nothing is hidden for show')
  t.equal(await load(late), 'taken', 'it is not asked for again')
})

t.test('also of a row that was taken away since', async (t) => {
  const { load } = await counting(t)
  t.equal(await load(month('2025-11', [20, 30, 40, 50])), 'taken')
  t.equal(await load(month('2025-12', [20, 30, 40, 50]), { replace: true }), 'taken')
  t.equal(await load({ 'A 2025-11': 20, 'E 2025-11': 2 }), 'reveals')
})

t.test('A number that sinks is hidden, and so that the old one does not tell', async (t) => {
  const { load } = await counting(t)
  t.equal(await load(month('2025-11', [20, 7, 40, 50])), 'taken')
  t.equal(await load({ 'B 2025-11': 3 }), 'reveals', 'the others are known')
})

t.test('A further month is taken and protected within itself', async (t) => {
  const { load, shown } = await counting(t)
  t.equal(await load(month('2025-11', [20, 30, 40, 50])), 'taken')
  t.equal(await load(month('2025-12', [20, 3, 40, 50])), 'taken')
  t.equal(shown('B 2025-12'), null)
  const hidden = ['A', 'B', 'C', 'D'].filter((letter) => shown(`${letter} 2025-12`) === null)
  t.ok(hidden.length >= 2, `${hidden}`)
  for (const letter of ['A', 'B', 'C', 'D']) t.ok(shown(`${letter} 2025-11`), 'earlier ones stay')
})

t.test('What was hidden stays hidden, in whatever edition', async (t) => {
  const { record, load, shown } = await counting(t)
  const first = month('2025-11', [20, 3, 40, 50])
  t.equal(await load(first), 'taken')
  const hidden = Object.keys(first).filter((key) => shown(key) === null)
  const grown = month('2025-11', [20, 30, 40, 50])

  t.test('when it grows', async (t) => {
    t.equal(await load(grown), 'taken')
    for (const key of hidden) t.equal(shown(key), null, key)
  })
  t.test('when the table is made anew', async (t) => {
    t.equal(await load(grown, { replace: true }), 'reveals')
    t.equal(await load(first, { replace: true }), 'taken', 'the same table reveals nothing')
    for (const key of hidden) t.equal(shown(key), null, key)
  })
  t.test('when it was taken away and comes again', async (t) => {
    t.equal(await load(month('2025-12', [20, 30, 40, 50]), { replace: true }), 'taken')
    t.equal(await load(grown), 'taken')
    for (const key of hidden) t.equal(shown(key), null, key)
  })
  t.test('when the threshold is lowered', async (t) => {
    t.equal(await load(first, { threshold: 3 }), 'lower-threshold')
    t.equal(record.themes.all().find(({ id }) => id === LAYER)?.threshold, 5)
    t.equal(await load(first, { threshold: 3, reveal: 'ngưỡng mới' }), 'taken')
    t.equal(reveals(record), 1)
    for (const key of hidden) t.equal(shown(key), null, key)
  })
})

t.test('A higher threshold hides what all have seen, which needs no protection', async (t) => {
  const { load, shown } = await counting(t)
  const table = month('2025-11', [20, 7, 40, 50])
  t.equal(await load(table), 'taken')
  t.equal(await load(table, { threshold: 10 }), 'taken')
  t.equal(shown('B 2025-11'), null)
  t.equal(shown('A 2025-11'), 20)
  t.equal(await load({ 'A 2025-12': 20, 'B 2025-12': 30 }), 'taken', 'nor later')
})

t.test('Whoever subtracts editions gets nothing back', async (t) => {
  const letters = ['A', 'B', 'C', 'D']
  const outcomes = new Set<string>()
  for (const seed of [1, 2, 3, 4]) {
    const { load, shown } = await counting(t)
    const random = seeded(seed)
    const below = (n: number) => Math.floor(random() * n)
    let table: Table = {}
    /** What was public last of each number. */
    const published: Table = {}
    for (let edition = 1; edition <= 8; edition++) {
      const period = `2025-0${edition}`
      const next: Table = { ...table }
      // a month comes, and a number of an earlier one sinks
      for (const letter of letters) next[`${letter} ${period}`] = below(20) + (below(3) > 0 ? 5 : 0)
      const old = Object.keys(table)[below(Object.keys(table).length)]
      if (old !== undefined) next[old] = 1 + below(4)
      const outcome = await load(next)
      outcomes.add(outcome)
      if (outcome !== 'taken') continue
      table = next
      for (const key of Object.keys(table)) {
        const now = shown(key)
        if (typeof now === 'number') published[key] = now
      }
      for (const past of new Set(Object.keys(table).map((key) => key.split(' ')[1]!))) {
        // The total of a month less what was public of it, now or before, leaves at least two numbers.
        const unseen = letters.filter(
          (letter) => published[`${letter} ${past}`] !== table[`${letter} ${past}`],
        )
        t.not(unseen.length, 1, `${past} after edition ${edition} of ${seed}: ${unseen}`)
      }
    }
  }
  t.same([...outcomes].sort(), ['reveals', 'taken'], 'some were refused')
})

t.test('The secret and the memory go into no snapshot', async (t) => {
  const { record, dataDir, load } = await counting(t)
  await load(month('2025-11', [20, 3, 40, 50]))
  const secret = record.info.get('suppression_secret')!
  t.match(secret, /^[0-9a-f]{64}$/)
  const folder = files.path('snapshots')
  const { name } = writeSnapshot({
    dataDir,
    folder,
    version: '1',
    now: new Date('2026-01-15T18:00:00Z'),
    day: '2026-01-15',
    maxzoom: 4,
  })
  const bytes = readFileSync(`${folder}/${name}/registry.gpkg`)
  t.equal(bytes.indexOf(secret), -1)
  t.equal(bytes.indexOf('suppression_secret'), -1)
})
