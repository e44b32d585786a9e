import type { Profiler } from 'node:inspector'

/** Where a function of a profile is written. */
export interface SourceFunction {
  /** Path from the project's root: `src/search/…`, `node_modules/fastify/…`; '' for what is not in a file. */
  readonly path: string
  readonly name: string
}

/** Finds the source of a call frame; the frame itself has the bundle's place. */
export type SourceOf = (frame: Profiler.ProfileNode['callFrame']) => SourceFunction

/** Processor time by stage and by function, microseconds. */
export interface StageShares {
  /** What the process worked, without idling. */
  readonly total: number
  readonly stages: ReadonlyMap<string, number>
  /** Functions of ours and of Fastify's, `name (path)`, with what they called outside of these. */
  readonly functions: ReadonlyMap<string, number>
}

/** Microseconds for which one stack was seen, up to the next sample. */
interface StackTime {
  readonly node: Profiler.ProfileNode
  time: number
}

const IDLE = '(idle)'
const COLLECTOR = 'garbage collector'
const NODE = 'node: HTTP, sockets, system'

/** Calls our hooks and goes on when they are done, on the same stack: what it does then is its own time. */
const FRAMEWORK = /(?:^|\/)node_modules\/(fastify\/lib\/.*)/

/**
 * Processor time of each stage of a CPU profile (Chrome DevTools Protocol, `Profiler.Profile`). A sample counts for the innermost
 * function of ours or of Fastify's on its stack: what a package or Node does for it is its time. What neither called counts for the
 * package, else for Node. Stages are the folders of `src` (`search/ranking`) and, of `http` and Fastify, their files.
 */
export function stageShares(profile: Profiler.Profile, sourceOf: SourceOf): StageShares {
  const parents = new Map<number, Profiler.ProfileNode>()
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node)
  const stages = new Map<string, number>()
  const functions = new Map<string, number>()
  let total = 0
  for (const { node, time } of stackTimes(profile)) {
    if (time === 0 || node.callFrame.functionName === IDLE) continue
    total += time
    const { stage, owner } = ownerOf(node, parents, sourceOf)
    add(stages, stage, time)
    if (owner) add(functions, `${owner.name} (${owner.path})`, time)
  }
  return { total, stages, functions }
}

function stackTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Iterable<StackTime> {
  const times = new Map<number, StackTime>(nodes.map((node) => [node.id, { node, time: 0 }]))
  // A delta is the time before its sample: the stack seen last was there until the next one.
  for (let i = 0; i + 1 < samples.length; i++) times.get(samples[i]!)!.time += timeDeltas[i + 1]!
  return times.values()
}

function ownerOf(
  node: Profiler.ProfileNode,
  parents: ReadonlyMap<number, Profiler.ProfileNode>,
  sourceOf: SourceOf,
): { stage: string; owner?: SourceFunction } {
  if (node.callFrame.functionName === '(garbage collector)') return { stage: COLLECTOR }
  let foreign: string | undefined
  for (let at: Profiler.ProfileNode | undefined = node; at; at = parents.get(at.id)) {
    const source = sourceOf(at.callFrame)
    if (/^(?:src|scripts)\//.test(source.path)) return { stage: stageOf(source.path), owner: source }
    const framework = FRAMEWORK.exec(source.path)?.[1]
    if (framework) return { stage: framework, owner: { path: framework, name: source.name } }
    foreign ??= packageOf(source.path)
  }
  return { stage: foreign ?? NODE }
}

function stageOf(path: string): string {
  if (path.startsWith('src/http/')) return path.slice('src/'.length)
  const folder = path.slice(0, path.lastIndexOf('/'))
  return folder === 'src' ? path.slice('src/'.length) : folder.replace(/^src\//, '')
}

function packageOf(path: string): string | undefined {
  const name = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]
  return name && `package ${name}`
}

function add(sums: Map<string, number>, key: string, time: number): void {
  sums.set(key, (sums.get(key) ?? 0) + time)
}
