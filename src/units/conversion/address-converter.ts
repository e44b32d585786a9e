import { BOUNDARY_DOUBT } from '../../geo/boundary-doubt.ts'
import type { MentionedText } from '../../parsing/mentions/mention.ts'
import { addressLabel } from '../../text/address-label.ts'
import type { Unit } from '../unit.ts'
import { lastDay } from '../unit-graph.ts'
import type { UnitRegister } from '../unit-register.ts'
import type { AddressInput, Candidate, Conversion, Grade, Outcome, Warning } from './conversion.ts'
import { gradeOf, noteReading } from './conversion-grade.ts'
import { currentOutcomes } from './current-outcomes.ts'
import { formerOutcomes } from './former-outcomes.ts'
import type { HamletIndex } from './hamlet-index.ts'
import { hamletText, parsedOf } from './parsed-text.ts'
import { AddressReader } from './reading/address-reader.ts'
import { withoutEnd } from './reading/leftover-words.ts'
import type { UnitReading } from './reading/unit-reading.ts'

/** What an address leads to, and what was read in it. */
interface Lead {
  text: MentionedText<Unit>
  reading: UnitReading | undefined
  rest: string
  hamlet: string | undefined
  outcomes: Outcome[]
  by?: 'point' | 'hamlet'
  grade: Grade
  warnings: Warning[]
}

/** Converts addresses from former units to those of today and back, by the changes of law; it never guesses. */
export class AddressConverter {
  readonly #reader: AddressReader

  /** @param hamlets where hamlets lie, asked for at every conversion that needs it */
  constructor(
    readonly register: UnitRegister,
    private readonly hamlets: () => HamletIndex,
  ) {
    this.#reader = new AddressReader(register)
  }

  /**
   * Candidates for an address; exactly one when it is settled. A text that names no unit, or one elsewhere, has none
   * and a warning that says why; nothing is thrown.
   */
  convert(input: AddressInput, to: 'current' | 'former'): Conversion {
    const { text, reading, rest, hamlet, outcomes, by, warnings, grade } = this.#lead(input, to)
    const candidates = outcomes.map((one) => this.#candidate(one, rest, to, outcomes.length))
    return {
      input,
      parsed: parsedOf(text, reading, rest, hamlet),
      grade,
      candidates,
      warnings,
      ...(by ? { settledBy: by } : {}),
    }
  }

  /** {@link convert} without labels and the text as written, which saves a third of the time. */
  outcomes(input: AddressInput, to: 'current' | 'former'): Pick<Lead, 'outcomes' | 'grade' | 'warnings'> {
    return this.#lead(input, to)
  }

  #lead(input: AddressInput, to: 'current' | 'former'): Lead {
    const warnings = new Set<Warning>()
    const { text, reading, left, suggested, other } = this.#reader.read(input)
    if (suggested) warnings.add('suggested')
    const hamlet = input.hamlet ?? hamletText(text, reading)
    const outside = text.elsewhere !== undefined && reading?.province === undefined
    let outcomes: Outcome[] = []
    if (outside) warnings.add('outside-province')
    else if (reading && left) {
      noteReading(reading, text, left, warnings)
      const find = to === 'current' ? currentOutcomes : formerOutcomes
      const found = [reading, ...(other ? [other] : [])].flatMap((one) =>
        find(one, text, this.register, warnings),
      )
      outcomes = found.filter((one, i) => found.findIndex(({ commune }) => commune === one.commune) === i)
    } else if (input.lon === undefined) warnings.add('no-match')
    const settled = this.#settle(outcomes, input, hamlet, to, outside, warnings)
    const grade = gradeOf(settled.outcomes, reading, warnings)
    const rest = left?.rest ?? withoutEnd(text.text)
    return { text, reading, rest, hamlet, ...settled, grade, warnings: [...warnings] }
  }

  #settle(
    outcomes: Outcome[],
    input: AddressInput,
    hamlet: string | undefined,
    to: 'current' | 'former',
    outside: boolean,
    warnings: Set<Warning>,
  ): { outcomes: Outcome[]; by?: 'point' | 'hamlet' } {
    if (input.lon !== undefined && input.lat !== undefined && !outside) {
      const eve =
        to === 'former' ? outcomes.map(lastDayOf).find((day) => day !== undefined) : this.register.today
      const here = eve === undefined ? undefined : this.register.containing(input.lon, input.lat, eve)
      const now = here ?? this.register.containing(input.lon, input.lat)
      if (!now) warnings.add('point-outside')
      else if (here && outcomes.length === 0) {
        this.#notePoint(here, warnings)
        return { outcomes: [itself(here.commune)], by: 'point' }
      } else if (here) {
        const at = outcomes.filter(({ commune }) => commune === here.commune)
        if (at.length === 0) warnings.add('point-elsewhere')
        else if (outcomes.length > 1) {
          this.#notePoint(here, warnings)
          return { outcomes: at, by: 'point' }
        }
      }
    }
    if (hamlet !== undefined && outcomes.length > 1) {
      const code = this.#communeOfHamlet(outcomes, hamlet, to)
      const at = outcomes.filter(({ commune }) => commune.code === code)
      if (at.length === 1) return { outcomes: at, by: 'hamlet' }
    }
    return { outcomes }
  }

  #notePoint(
    here: { commune: { area?: { approximate: boolean } }; metresToBoundary: () => number },
    warnings: Set<Warning>,
  ) {
    if (here.metresToBoundary() < BOUNDARY_DOUBT) warnings.add('near-boundary')
    if (here.commune.area?.approximate) warnings.add('approximate-area')
  }

  /** The commune of a hamlet, when one commune is named; a hamlet cannot choose between two communes of one name. */
  #communeOfHamlet(
    outcomes: readonly Outcome[],
    hamlet: string,
    to: 'current' | 'former',
  ): string | undefined {
    const named = new Set(outcomes.map((one) => one.named))
    const [only] = named
    if (named.size !== 1 || only?.level !== 'commune') return undefined
    const codes = new Set(outcomes.map(({ commune }) => commune.code))
    const hamlets = this.hamlets()
    return to === 'current'
      ? hamlets.currentCommune(hamlet, only.code, codes)
      : hamlets.formerCommune(hamlet, only.code, codes)
  }

  #candidate(outcome: Outcome, rest: string, to: 'current' | 'former', count: number): Candidate {
    const { commune, steps, extent } = outcome
    const lineage = this.register.lineageOf(commune, to === 'former' ? lastDayOf(outcome) : undefined)
    const units = [commune, lineage?.district, lineage?.province].flatMap((unit) =>
      unit ? [unit.fullName] : [],
    )
    return {
      label: addressLabel({ name: rest, units }),
      commune,
      ...(lineage?.district ? { district: lineage.district } : {}),
      ...(lineage ? { province: lineage.province } : {}),
      steps,
      extent,
      ...(to === 'former' && count > 1 ? { possible: true as const } : {}),
    }
  }
}

function lastDayOf({ commune, steps, extent }: Outcome): string | undefined {
  return steps.length > 0 ? lastDay({ unit: commune, steps, extent }) : commune.validTo
}

function itself(commune: Outcome['commune']): Outcome {
  return { commune, steps: [], extent: 'whole', named: commune }
}
