import t from 'tap'
import { LoopTrace, stepsOf } from '../../scripts/bench/loop-trace.ts'

/** An event as Node writes it: times in µs. */
function event(thread: number, name: string, at: [number, number], took: [number, number]): string {
  return `{"pid":7,"tid":${thread},"ts":${at[0]},"tts":${at[1]},"ph":"X","cat":"v8","name":"${name}","dur":${took[0]},"tdur":${took[1]},"args":{}}`
}

const MAIN =
  '{"pid":7,"tid":7,"ts":1,"tts":1,"ph":"M","cat":"__metadata","name":"thread_name","dur":0,"tdur":0,"args":{"name":"JavaScriptMainThread"}}'

t.test('A step lasts from turn to turn; of the collector counts each moment once', (t) => {
  const events = [
    MAIN,
    event(7, 'CheckImmediate', [1000, 100], [4000, 3000]),
    event(7, 'V8.GC_MC_SWEEP', [2000, 400], [500, 300]),
    event(7, 'V8.GC_SCAVENGER', [3001, 1000], [900, 600]),
    event(7, 'V8.GCScavenger', [3000, 1000], [1000, 700]),
    event(8, 'V8.GCScavenger', [3100, 1000], [1000, 700]),
    event(7, 'Other', [3100, 1000], [10, 10]),
    event(7, 'RunTimers', [6000, 3300], [10, 10]),
    event(7, 'CheckImmediate', [9000, 3400], [10, 10]),
  ]
  const steps = [
    {
      from: 1000,
      to: 6000,
      all: { clock: 5, processor: 3.2 },
      collector: { clock: 1.5, processor: 1 },
    },
    { from: 6000, to: 9000, all: { clock: 3, processor: 0.1 }, collector: { clock: 0, processor: 0 } },
  ]
  const [first, ...others] = events
  t.same(stepsOf([`{"traceEvents":[${events.join()}]}`]), steps)
  t.same(stepsOf([`{"traceEvents":[${first},${others.reverse().join()}`]), steps, 'in any order, cut off')
  t.same(stepsOf([`[${others.join()}]}`, `[${first}]}`]), steps, 'in several files')
  t.end()
})

t.test('What a work leaves to be collected is told apart', async (t) => {
  const trace = new LoopTrace()
  const home = process.cwd()
  await trace.watch(async () => {})
  await trace.watch(async () => {
    const kept: object[] = []
    for (let i = 0; i < 400_000; i++) kept.push({ i })
  })
  t.equal(process.cwd(), home)
  const [idle, busy] = trace.end()
  t.ok(idle!.length > 0)
  t.ok(busy!.reduce((sum, { collector }) => sum + collector.processor, 0) > 0)
  t.ok([...idle!, ...busy!].every(({ all, collector }) => all.processor >= collector.processor))
})
