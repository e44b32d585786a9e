import t from 'tap'
import { Turns } from '../../src/tables/turns.ts'

/** Work of which every step takes a millisecond of a clock that nothing else moves. */
function workshop() {
  const clock = { now: 0 }
  const done = { steps: 0, ended: false }
  function* steps(count: number): Generator<string, string> {
    try {
      for (let i = 0; i < count; i++) {
        clock.now++
        done.steps++
        yield String(i % 10)
      }
      return 'result'
    } finally {
      done.ended = true
    }
  }
  return { turns: new Turns(() => clock.now), steps, done }
}

/** Steps of one turn: the one that goes beyond 4 ms is its last. */
const A_TURN = 5

t.test('texts are joined to as many as one turn makes, twice as many turns for twice as many', async (t) => {
  for (const count of [0, 1, 4, 5, 6, 50, 100, 999]) {
    const { turns, steps, done } = workshop()
    const pieces: string[] = []
    for await (const piece of turns.joined([steps(count)])) pieces.push(piece)
    t.equal(pieces.join(''), '0123456789'.repeat(100).slice(0, count), `${count} texts`)
    t.equal(pieces.length, Math.floor(count / A_TURN) + 1)
    t.ok(pieces.every(({ length }) => length <= A_TURN))
    t.ok(done.ended)
  }
})

t.test('lots that must be waited for are joined too, within one turn and over several', async (t) => {
  const { turns, steps } = workshop()
  async function* lots() {
    yield steps(3)
    yield steps(3)
    await Promise.resolve()
    yield []
    yield steps(7)
  }
  const pieces: string[] = []
  for await (const piece of turns.joined(lots())) pieces.push(piece)
  t.same(pieces, ['01201', '20123', '456'])
})

t.test('no text is made that nobody reads', async (t) => {
  const { turns, steps, done } = workshop()
  for await (const piece of turns.joined([steps(1_000_000)])) {
    t.equal(piece.length, A_TURN)
    t.equal(done.steps, A_TURN, 'and none ahead')
    break
  }
  t.same(done, { steps: A_TURN, ended: true })
})

t.test('work is done in turns and gives its result', async (t) => {
  for (const [count, turnsTaken] of [
    [0, 1],
    [4, 1],
    [5, 2],
    [50, 11],
    [100, 21],
  ] as const) {
    const { turns, steps } = workshop()
    let checks = 0
    const result = await turns.finish(steps(count), () => {
      checks++
    })
    t.equal(result, 'result')
    t.equal(checks, turnsTaken, `${count} steps`)
  }
})

t.test('work ends when it is no longer wanted, and when it fails', async (t) => {
  const { turns, steps, done } = workshop()
  const unwanted = turns.finish(steps(1_000_000), () => {
    if (done.steps >= 20) throw new Error('nobody waits')
  })
  await t.rejects(unwanted, /nobody waits/)
  t.same(done, { steps: 20, ended: true })
  const failing = workshop()
  function* broken() {
    yield* failing.steps(7)
    throw new Error('broken')
  }
  await t.rejects(
    failing.turns.finish(broken(), () => {}),
    /broken/,
  )
  t.equal(await failing.turns.finish(failing.steps(1), () => {}), 'result', 'others have their turn')
})

t.test('of all jobs one goes on in each round', async (t) => {
  const { turns, steps } = workshop()
  const log: string[] = []
  const job = async (name: string) => {
    for await (const piece of turns.joined([steps(12)])) log.push(`${name}${piece.length}`)
  }
  await Promise.all([job('a'), job('b')])
  t.same(log, ['a5', 'b5', 'a5', 'b5', 'a2', 'b2'])
})
