import type { Profiler } from 'node:inspector'
import t from 'tap'
import { type SourceOf, stageShares } from '../../scripts/bench/profile/stage-shares.ts'

const PATHS: Readonly<Record<string, string>> = {
  answer: 'src/http/read/search.ts',
  rank: 'src/search/ranking/rank.ts',
  follow: 'src/main.ts',
  send: 'node_modules/fastify/lib/reply.js',
  route: 'node_modules/find-my-way/index.js',
  nested: 'node_modules/a/node_modules/@scope/b/index.js',
}
const sourceOf: SourceOf = ({ functionName }) => ({ path: PATHS[functionName] ?? '', name: functionName })

/** Each stack from the root on; a stack is seen for its microseconds. */
function profileOf(stacks: ReadonlyArray<readonly [stack: string, time: number]>): Profiler.Profile {
  const nodes: Profiler.ProfileNode[] = []
  const nodeOf = (path: readonly string[]): Profiler.ProfileNode => {
    const id = path.join(' > ')
    const known = nodes.find((node) => node.callFrame.scriptId === id)
    if (known) return known
    const callFrame = { functionName: path.at(-1)!, scriptId: id, url: '', lineNumber: 0, columnNumber: 0 }
    const node: Profiler.ProfileNode = { id: nodes.length + 1, callFrame, children: [] }
    nodes.push(node)
    if (path.length > 1) nodeOf(path.slice(0, -1)).children!.push(node.id)
    return node
  }
  const samples = stacks.map(([stack]) => nodeOf(stack.split(' > ')).id)
  // The last sample only ends the profile.
  return {
    nodes,
    startTime: 0,
    endTime: 0,
    samples: [...samples, samples[0]!],
    timeDeltas: [0, ...stacks.map(([, time]) => time)],
  }
}

t.test(
  'time counts for the innermost function of ours, packages and Node for themselves elsewhere',
  async (t) => {
    const cases: ReadonlyArray<readonly [stack: string, stage: string]> = [
      ['(root) > answer', 'http/read/search.ts'],
      ['(root) > answer > rank', 'search/ranking'],
      ['(root) > answer > rank > get', 'search/ranking'],
      ['(root) > route', 'package find-my-way'],
      ['(root) > route > nested > write', 'package @scope/b'],
      ['(root) > route > answer > nested', 'http/read/search.ts'],
      ['(root) > answer > send > write', 'fastify/lib/reply.js'],
      ['(root) > send > answer > write', 'http/read/search.ts'],
      ['(root) > onread > write', 'node: HTTP, sockets, system'],
      ['(root) > (program)', 'node: HTTP, sockets, system'],
      ['(root) > answer > (garbage collector)', 'garbage collector'],
      ['(root) > follow', 'main.ts'],
    ]
    for (const [stack, stage] of cases) {
      const { stages, total } = stageShares(
        profileOf([
          [stack, 70],
          ['(root) > (idle)', 30],
        ]),
        sourceOf,
      )
      t.same([...stages], [[stage, 70]], stack)
      t.equal(total, 70, 'idling is no work')
    }
  },
)

t.test('the stages add up to the whole, and functions are named with their files', async (t) => {
  const { stages, functions, total } = stageShares(
    profileOf([
      ['(root) > answer > rank > get', 5],
      ['(root) > answer', 7],
      ['(root) > answer > rank', 11],
      ['(root) > (garbage collector)', 13],
      ['(root) > route', 17],
    ]),
    sourceOf,
  )
  t.equal(total, 53)
  t.equal(
    [...stages.values()].reduce((sum, time) => sum + time),
    total,
  )
  t.same(Object.fromEntries(functions), {
    'rank (src/search/ranking/rank.ts)': 16,
    'answer (src/http/read/search.ts)': 7,
  })
})
