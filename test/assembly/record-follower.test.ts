import t from 'tap'
import { RecordFollower } from '../../src/assembly/record-follower.ts'
import type { Follower } from '../../src/store/following/follower.ts'
import { RecordWatch } from '../../src/store/following/record-watch.ts'
import type { ChangeRow } from '../../src/store/record/rows.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { demoRecord } from '../support/demo-record.ts'

/** A follower of addresses that counts slices, and goes on only when it may. */
class Counting implements Follower {
  readonly follows = new Set(['address'])
  prepared: readonly ChangeRow[] = []
  served: readonly ChangeRow[] = []
  slices = 0
  mayGoOn = true
  fails = false
  /** How often threads were asked to prepare too. */
  inThreads = 0

  async prepareInThread(): Promise<void> {
    this.inThreads++
  }

  *prepare(changes: readonly ChangeRow[]): Generator<void> {
    if (this.fails) throw new Error('a row that cannot be read')
    this.prepared = changes
    for (this.slices = 1; this.slices < changes.length || !this.mayGoOn; this.slices++) yield
  }

  commit(): void {
    this.served = this.prepared
  }
}

async function watched(t: { teardown(work: () => Promise<void>): void }) {
  const demo = await demoRecord()
  // An edit of a certified row by another program is followed by a second one, of its state.
  demo.record.db.exec("UPDATE address SET status = 'created'")
  const serving = RecordStore.open(demo.dataDir, { readonly: true })
  const watching = RecordStore.open(demo.dataDir)
  watching.changes.touchedByOthers()
  serving.pin()
  const follower = new Counting()
  const failures: unknown[] = []
  const following = new RecordFollower({
    serving,
    watching,
    followers: [follower],
    watch: new RecordWatch(watching),
    position: serving.changes.position(),
    onFailure: (error) => failures.push(error),
  })
  t.teardown(async () => {
    follower.mayGoOn = true
    await following.settled()
    serving.close()
    watching.close()
    demo.close()
  })
  /** Writes a street of its own into so many addresses, in one transaction. */
  const edit = (count: number, street: string) =>
    demo.record.write(() => {
      demo.record.db.prepare('UPDATE address SET street = ? WHERE fid <= ?').run(street, count)
    })
  const streetServed = () => serving.addresses.byFid(1)!.street
  return { following, follower, failures, edit, streetServed, watching }
}

t.test('Edits of another program', async (t) => {
  t.test('are taken at once when they are few', async (t) => {
    const { following, follower, edit, streetServed } = await watched(t)
    t.equal(following.follow(), undefined, 'nothing has happened')
    edit(3, 'Đường Một')
    t.not(streetServed(), 'Đường Một', 'rows are of the state that is served')
    t.equal(following.follow(), undefined, 'no request waits')
    t.equal(follower.served.length, 3)
    t.equal(follower.inThreads, 0, 'nothing can be waited for')
    t.equal(streetServed(), 'Đường Một')
    t.equal(following.state.lagSeconds, 0)
  })

  t.test('are taken in slices when they are many; rows and followers change together', async (t) => {
    const { following, follower, edit, streetServed } = await watched(t)
    const before = streetServed()
    const { sequence } = following.state
    follower.mayGoOn = false
    edit(300, 'Đường Hai')
    await following.follow()
    t.same([follower.served.length, streetServed()], [0, before], 'the request is answered from before')
    t.equal(following.follow(), undefined, 'later ones do not wait')
    t.ok(following.state.lagSeconds > 0)
    t.equal(following.state.sequence, sequence)
    edit(2, 'Đường Ba')
    follower.mayGoOn = true
    await following.settled()
    t.same(streetServed(), 'Đường Ba', 'also what came meanwhile')
    t.equal(follower.served.length, 2)
    t.equal(follower.inThreads, 0, 'the threads of tiles are slower than so many edits should wait')
    t.match(following.state, { sequence: sequence + 302, lagSeconds: 0 })
  })

  t.test('wait for the threads of tiles when they are very many', async (t) => {
    const { following, follower, edit } = await watched(t)
    edit(1100, 'Đường Năm')
    following.catchUp()
    await following.settled()
    t.equal(follower.inThreads, 1)
  })

  t.test('of very many rows of a layer count as the layer written anew', async (t) => {
    const { following, follower, watching } = await watched(t)
    watching.db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200001)
      INSERT INTO change_feed(layer, row, operation) SELECT 'address', i, 'update' FROM n`)
    following.catchUp()
    await following.settled()
    t.match(follower.served, [{ layer: 'address', row: null, operation: 'bulk' }])
    t.equal(following.state.sequence, watching.changes.last())
  })

  t.test('that cannot be followed leave what is served as it was, and are tried again', async (t) => {
    const { following, follower, failures, edit, streetServed } = await watched(t)
    const before = streetServed()
    follower.fails = true
    edit(3, 'Đường Bốn')
    t.equal(following.follow(), undefined)
    t.match(failures, [{ message: 'a row that cannot be read' }])
    t.equal(streetServed(), before)
    t.equal(following.follow(), undefined)
    t.equal(failures.length, 1, 'not at every request')
    follower.fails = false
    following.catchUp()
    t.equal(streetServed(), 'Đường Bốn')
    t.equal(following.state.lagSeconds, 0)
  })
})
