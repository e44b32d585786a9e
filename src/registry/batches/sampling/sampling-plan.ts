import { randomInt } from 'node:crypto'
import { csvRowsWithLines } from '../../../tables/csv-rows.ts'

/** How many of a lot are drawn, and how many of them may be wrong. */
export interface LotPlan {
  readonly sample: number
  readonly allowed: number
}

/** A table of sampling that cannot be used; its message names line, column, value and rule. */
export class SamplingPlanError extends Error {}

interface Step extends LotPlan {
  readonly upTo: number
}

/** The sizes of samples by the sizes of lots, as `data/batch-sampling.csv` has them. */
export class SamplingPlan {
  readonly #steps: readonly Step[]

  constructor(steps: readonly Step[]) {
    this.#steps = steps
  }

  /** The plan of a lot of some addresses: of a small one all are drawn. */
  of(size: number): LotPlan {
    const { sample, allowed } = this.#steps.find(({ upTo }) => size <= upTo) as Step
    return { sample: Math.min(sample, size), allowed }
  }
}

/** Reads the text of `data/batch-sampling.csv`; throws {@link SamplingPlanError}. */
export function readSamplingPlan(text: string): SamplingPlan {
  const rows = csvRowsWithLines(text)
  const steps: Step[] = []
  for (const { line, row } of rows) {
    const last = steps.at(-1)
    const number = (column: string, min: number, max: number) => {
      const value = row[column] ?? ''
      const parsed = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      if (parsed >= min && parsed <= max) return parsed
      throw wrong(line, column, value, `${min}…${max}`)
    }
    const open = (row.up_to ?? '') === ''
    const upTo = open ? Number.POSITIVE_INFINITY : number('up_to', (last?.upTo ?? 0) + 1, 1e9)
    if (last?.upTo === Number.POSITIVE_INFINITY)
      throw wrong(line, 'up_to', row.up_to ?? '', 'no line after the last')
    const sample = number('sample', 1, 100_000)
    steps.push({ upTo, sample, allowed: number('allowed', 0, sample - 1) })
  }
  if (steps.at(-1)?.upTo !== Number.POSITIVE_INFINITY)
    throw wrong(rows.at(-1)?.line ?? 1, 'up_to', '', 'a last line with an empty up_to')
  return new SamplingPlan(steps)
}

/** Draws some of a list, each with the same chance and in a way that nobody can foresee. */
export function drawn<Value>(from: readonly Value[], count: number): Value[] {
  const pool = [...from]
  for (let i = 0; i < count; i++) {
    const j = randomInt(i, pool.length)
    ;[pool[i], pool[j]] = [pool[j] as Value, pool[i] as Value]
  }
  return pool.slice(0, count)
}

function wrong(line: number, column: string, value: string, rule: string): SamplingPlanError {
  return new SamplingPlanError(
    `batch-sampling.csv, dòng ${line}, cột ${column}: "${value.slice(0, 60)}" không hợp lệ; cần: ${rule} · ` +
      `line ${line}, column ${column}: "${value.slice(0, 60)}" is not valid; needed: ${rule}`,
  )
}
