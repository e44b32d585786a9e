import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { SearchEngine } from '../../../src/search/search-engine.ts'
import type { Grade } from '../../../src/search/search-types.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import type { UnitRegister } from '../../../src/units/unit-register.ts'
import { describedHit } from './described-hit.ts'
import { type RecordTarget, RecordTargets } from './record-target.ts'
import { type RecordText, textsOf } from './record-texts.ts'
import { type FormerOfHamlet, isRow, LIMIT, type Verdict, verdictOf } from './verdict.ts'

/** How one way of asking was answered. */
export interface WayResult {
  readonly name: string
  readonly verdicts: Readonly<Record<Verdict, number>>
  /** Texts that were not answered rightly or honestly, the confident ones first. */
  readonly worst: readonly Wrong[]
}

export interface Wrong {
  readonly text: string
  readonly verdict: Verdict
  /** What came first instead. */
  readonly got: string
}

/** First hits by grade, and by tenths of the score, and how many of them were right. */
export interface Calibration {
  readonly grades: Readonly<Record<Grade, { asked: number; right: number }>>
  readonly scores: ReadonlyArray<{ asked: number; right: number }>
}

export interface RecordMeasure {
  readonly ways: readonly WayResult[]
  readonly calibration: Calibration
}

export interface RecordMeasureOptions {
  readonly seed: number
  /** Houses to ask for. */
  readonly houses: number
  /** Of hamlets, streets, places and units only every so manieth. */
  readonly every: number
  /** Told after each kind of target. */
  readonly progress?: (done: string) => void
}

const BINS = 10

/** Asks a record for its own rows in every way that they can be named. The same record, seed and numbers ask the same. */
export function measureRecord(
  engine: Pick<SearchEngine, 'search'>,
  record: RecordStore,
  register: UnitRegister,
  { seed, houses, every, progress = () => undefined }: RecordMeasureOptions,
): RecordMeasure {
  const targets = new RecordTargets(record, register)
  const random = new SeededRandom(seed)
  const last = record.addresses.lastFid()
  const fids = last === 0 ? [] : Array.from({ length: houses }, () => random.integer(1, last))
  const kinds = [
    ['unit', thinned(targets.units(), every)],
    ['hamlet', thinned(targets.hamlets(), every)],
    ['street', thinned(targets.streets(), every)],
    ['place', thinned(targets.places(), every)],
    ['house', targets.houses(fids)],
  ] as const
  const formers: FormerOfHamlet = new Map(
    [...record.gazetteer.hamlets()].map(({ uid, former_commune_code }) => [uid, former_commune_code]),
  )
  const counts = new Map<string, { verdicts: Record<Verdict, number>; worst: Wrong[] }>()
  const grades = { A: none(), B: none(), C: none() }
  const scores = Array.from({ length: BINS }, none)
  for (const [kind, rows] of kinds) {
    for (const target of rows) for (const text of textsOf(target)) ask(target, text)
    progress(`${kind}: ${rows.length}`)
  }
  return {
    ways: [...counts].map(([name, { verdicts, worst }]) => ({
      name,
      verdicts,
      worst: worst.sort(confidentFirst),
    })),
    calibration: { grades, scores },
  }

  function ask(target: RecordTarget, text: RecordText): void {
    const { hits } = engine.search({ text: text.text, unfinished: false, limit: LIMIT })
    const verdict = verdictOf(hits, target, text, formers)
    const name = `${target.kind}: ${text.way}`
    const count = counts.get(name) ?? { verdicts: { right: 0, honest: 0, wrong: 0, confident: 0 }, worst: [] }
    counts.set(name, count)
    count.verdicts[verdict]++
    const [first] = hits
    if (verdict === 'wrong' || verdict === 'confident')
      count.worst.push({ text: text.text, verdict, got: describedHit(first) })
    if (!first) return
    const right = Number(isRow(first, target))
    for (const bin of [grades[first.grade], scores[Math.min(BINS - 1, Math.floor(first.score * BINS))]!]) {
      bin.asked++
      bin.right += right
    }
  }
}

function none(): { asked: number; right: number } {
  return { asked: 0, right: 0 }
}

function thinned<T>(rows: readonly T[], every: number): T[] {
  return rows.filter((_, i) => i % every === 0)
}

function confidentFirst(a: Wrong, b: Wrong): number {
  return Number(b.verdict === 'confident') - Number(a.verdict === 'confident')
}
