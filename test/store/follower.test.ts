import t from 'tap'
import { type Follower, finished, following } from '../../src/store/following/follower.ts'
import type { ChangeRow } from '../../src/store/record/rows.ts'
import type { RecordStore } from '../../src/store/record-store.ts'

const change = (fid: number, layer: string): ChangeRow => ({
  fid,
  layer,
  row: fid,
  operation: 'update',
})
const CHANGES = [change(1, 'address'), change(2, 'unit'), change(3, 'street'), change(4, 'address')]

/** None of these followers reads it. */
const RECORD = {} as RecordStore

/** A follower that writes down what is asked of it; it fails in its second slice when told to. */
function recorder(name: string, layers: string[], log: string[], fails = false): Follower {
  return {
    follows: new Set(layers),
    *prepare(changes) {
      log.push(`${name} prepares ${changes.map(({ fid }) => fid).join()}`)
      yield
      if (fails) throw new Error('no such row')
      log.push(`${name} is ready`)
      yield
    },
    commit: () => void log.push(`${name} commits`),
  }
}

t.test('Followers', async (t) => {
  t.test('prepare their own changes in order, and commit when all are ready', async (t) => {
    const log: string[] = []
    const followers = [
      recorder('units', ['unit', 'postcode'], log),
      recorder('themes', ['theme'], log),
      recorder('search', ['address', 'unit'], log),
    ]
    for (const _ of following(followers, CHANGES, RECORD, { beforeCommits: () => log.push('rows change') }));
    t.same(log, [
      'units prepares 2',
      'units is ready',
      'search prepares 1,2,4',
      'search is ready',
      'rows change',
      'units commits',
      'search commits',
    ])
  })

  t.test('commit nothing when one of them fails', async (t) => {
    const log: string[] = []
    const followers = [recorder('units', ['unit'], log), recorder('search', ['address'], log, true)]
    t.throws(() => finished(following(followers, CHANGES, RECORD)), /no such row/)
    t.same(log, ['units prepares 2', 'units is ready', 'search prepares 1,4'])
  })

  t.test('are left alone by changes of other layers', async (t) => {
    const log: string[] = []
    finished(following([recorder('themes', ['theme'], log)], CHANGES, RECORD))
    finished(following([recorder('units', ['unit'], log)], [], RECORD))
    t.same(log, [])
  })

  t.test('commit in a step of their own', async (t) => {
    const log: string[] = []
    for (const others of following([recorder('rows', ['address'], log)], CHANGES, RECORD))
      log.push(others instanceof Promise ? 'all have their turn' : 'those have it whose time it is')
    t.same(log.slice(-3), ['those have it whose time it is', 'all have their turn', 'rows commits'])
  })
})
