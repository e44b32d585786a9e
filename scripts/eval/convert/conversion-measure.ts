import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { AddressConverter } from '../../../src/units/conversion/address-converter.ts'
import type { AddressInput, Conversion, Warning } from '../../../src/units/conversion/conversion.ts'
import { CONVERSION_CLASSES } from './conversion-classes.ts'
import type { NamedTarget } from './named-target.ts'
import { StatedUnits } from './stated-units.ts'

/** How a class of texts was converted; numbers of queries. */
export interface ConversionResult {
  readonly name: string
  readonly queries: number
  /** Led to what is right, and to nothing else. */
  readonly right: number
  /** Grade C, with what is right among the candidates. */
  readonly honest: number
  /** Grade A or B, and something else was meant or might have been. */
  readonly confidentlyWrong: number
  readonly missed: readonly ConversionMiss[]
}

export interface ConversionMiss {
  readonly text: string
  readonly got: string
  readonly wanted: string
  readonly confident: boolean
}

type Verdict = 'right' | 'honest' | 'wrong' | 'confidently wrong'

/** Converts every target written in every way; what a target has no name for is passed over. */
export function measureConversion(
  converter: AddressConverter,
  targets: readonly NamedTarget[],
  { seed, only }: { seed: number; only?: readonly string[] },
): ConversionResult[] {
  const stated = new StatedUnits(converter.register)
  return CONVERSION_CLASSES.filter(({ name }) => !only || only.includes(name)).map((one) => {
    const random = new SeededRandom(seed)
    const counts = { right: 0, honest: 0, wrong: 0, 'confidently wrong': 0 }
    const missed: ConversionMiss[] = []
    let queries = 0
    for (const target of targets) {
      const written = one.write(target, random)
      if (!written) continue
      const meant = stated.meanings(written)
      // A text that says another unit, word for word, does not ask for this one.
      if (!one.contradicts && meant.size > 0 && !meant.has(target.commune)) continue
      queries++
      const own = stated.successorsOf(target.commune)
      const ambiguous = [...meant].some((unit) => stated.successorsOf(unit) !== own)
      const found = converter.convert(written.input, 'current')
      const verdict = one.contradicts
        ? ofContradiction(target, found, one.contradicts)
        : verdictOf(target, found, ambiguous)
      counts[verdict]++
      if (verdict === 'wrong' || verdict === 'confidently wrong')
        missed.push({
          text: textOf(written.input),
          got: described(found),
          wanted: [...target.truth].join(' '),
          confident: verdict === 'confidently wrong',
        })
    }
    const { right, honest, 'confidently wrong': confidentlyWrong } = counts
    return { name: one.name, queries, right, honest, confidentlyWrong, missed }
  })
}

/** What is right by luck, where the text says as much of another commune, is not known to be right. */
function verdictOf({ truth }: NamedTarget, found: Conversion, ambiguous: boolean): Verdict {
  const codes = new Set(found.candidates.map(({ commune }) => commune.code))
  const among = [...truth].every((code) => codes.has(code))
  const exact = among && codes.size === truth.size
  if (found.grade !== 'C') return exact && !ambiguous ? 'right' : 'confidently wrong'
  return exact ? 'right' : among ? 'honest' : 'wrong'
}

/** Where the units written contradict each other, the commune of the name is told, and that something is wrong. */
function ofContradiction(
  { truth }: NamedTarget,
  { grade, candidates, warnings }: Conversion,
  wanted: readonly Warning[],
): Verdict {
  if (grade !== 'C') return 'confidently wrong'
  const codes = new Set(candidates.map(({ commune }) => commune.code))
  return warnings.some((one) => wanted.includes(one)) && [...truth].every((code) => codes.has(code))
    ? 'right'
    : 'wrong'
}

function described({ candidates, grade, warnings }: Conversion): string {
  return [grade, candidates.map(({ commune }) => commune.code).join(' ') || 'nothing', ...warnings].join(' ')
}

function textOf({ text, ...parts }: AddressInput): string {
  return text ?? Object.values(parts).join(' | ')
}
