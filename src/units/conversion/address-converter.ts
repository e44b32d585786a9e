import type { MentionedText } from '../../parsing/unit-mentions.ts'
import { UnitNames } from '../../parsing/unit-names.ts'
import { addressLabel } from '../../text/address-label.ts'
import type { Unit } from '../unit.ts'
import { lastDay } from '../unit-graph.ts'
import { BOUNDARY_DOUBT, type UnitRegister } from '../unit-register.ts'
import { decodeTyped, mentionsOf, withSuggestions } from './address-text.ts'
import type { AddressInput, Candidate, Conversion, Grade, Outcome, Warning } from './conversion.ts'
import { currentOutcomes } from './current-outcomes.ts'
import { formerOutcomes } from './former-outcomes.ts'
import type { HamletIndex } from './hamlet-index.ts'
import { readUnits, type UnitReading } from './unit-reading.ts'
import { CachedRelations } from './unit-relations.ts'

/** Warnings that make a single candidate unsafe. */
const UNSAFE: ReadonlySet<Warning> = new Set([
  'two-provinces',
  'point-elsewhere',
  'point-outside',
  'near-boundary',
  'suggested',
  'accents-differ',
  'type-differs',
  'ambiguous-level',
  'no-match',
])

/** What an address leads to, and what was read in it. */
interface Lead {
  text: MentionedText<Unit>
  reading: UnitReading | undefined
  hamlet: string | undefined
  outcomes: Outcome[]
  by?: 'point' | 'hamlet'
  grade: Grade
  warnings: Warning[]
}

/** Converts addresses from former units to those of today and back, by the changes of law; it never guesses. */
export class AddressConverter {
  readonly #names: UnitNames<Unit>
  readonly #relations: CachedRelations

  /** @param hamlets where hamlets lie, asked for at every conversion that needs it */
  constructor(
    readonly register: UnitRegister,
    private readonly hamlets: () => HamletIndex,
  ) {
    this.#names = new UnitNames(register.all)
    this.#relations = new CachedRelations(register)
  }

  /**
   * Candidates for an address; exactly one when it is settled. A text that names no unit, or one elsewhere, has none
   * and a warning that says why; nothing is thrown.
   */
  convert(input: AddressInput, to: 'current' | 'former'): Conversion {
    const { text, reading, hamlet, outcomes, by, warnings, grade } = this.#lead(input, to)
    const rest = reading ? text.text.slice(0, text.words[reading.from]?.start) : text.text
    const candidates = outcomes.map((one) =>
      this.#candidate(one, rest.replace(/(?<![\s,;.(-])[\s,;.(-]+$/u, ''), to, outcomes.length),
    )
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
    const { text, reading } = this.#read(input, warnings)
    const hamlet = input.hamlet ?? hamletText(text, reading)
    const outside = text.elsewhere !== undefined && reading?.province === undefined
    let outcomes: Outcome[] = []
    if (outside) warnings.add('outside-province')
    else if (reading) {
      noteReading(reading, text, warnings)
      const find = to === 'current' ? currentOutcomes : formerOutcomes
      outcomes = find(reading, text, this.register, warnings)
    } else if (input.lon === undefined) warnings.add('no-match')
    const settled = this.#settle(outcomes, input, hamlet, to, outside, warnings)
    const grade = gradeOf(settled.outcomes, reading, warnings)
    return { text, reading, hamlet, ...settled, grade, warnings: [...warnings] }
  }

  #read(input: AddressInput, warnings: Set<Warning>): { text: MentionedText<Unit>; reading?: UnitReading } {
    const text = mentionsOf(input, this.#names)
    const reading = readUnits(text, this.#relations)
    if (reading?.commune || text.elsewhere) return { text, ...(reading ? { reading } : {}) }
    if (input.text !== undefined) {
      const decoded = decodeTyped(input.text)
      const again = decoded === undefined ? undefined : mentionsOf({ ...input, text: decoded }, this.#names)
      const found = again && readUnits(again, this.#relations)
      if (again && found?.commune) return { text: again, reading: found }
    }
    const wider = withSuggestions(text, this.#names, reading !== undefined)
    const suggested = wider && readUnits(wider, this.#relations)
    if (!suggested || (reading && !suggested.commune)) return { text, ...(reading ? { reading } : {}) }
    warnings.add('suggested')
    return { text, reading: suggested }
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

function noteReading(reading: UnitReading, text: MentionedText<Unit>, warnings: Set<Warning>): void {
  const parts = [reading.commune, reading.district, reading.province].filter((one) => one !== undefined)
  if (reading.mixture > 0) warnings.add('mixed-units')
  if (parts.some(({ typeDiffers }) => typeDiffers)) warnings.add('type-differs')
  if (parts.some(({ agreement }) => agreement === 'differs') && !warnings.has('suggested'))
    warnings.add('accents-differ')
  if (text.elsewhere && reading.province) warnings.add('two-provinces')
  const { province } = reading
  const others = text.mentions.filter(
    (one) =>
      one.level === 'province' &&
      province !== undefined &&
      parts.every((part) => one.to <= part.from || part.to <= one.from) &&
      !one.matches.some(({ unit }) => province.matches.some((match) => match.unit === unit)),
  )
  if (others.length > 0) warnings.add('two-provinces')
}

function gradeOf(
  outcomes: readonly Outcome[],
  reading: UnitReading | undefined,
  warnings: ReadonlySet<Warning>,
): Grade {
  if (outcomes.length !== 1 || [...warnings].some((warning) => UNSAFE.has(warning))) return 'C'
  const parts = [reading?.commune, reading?.district, reading?.province].filter((one) => one !== undefined)
  const exact =
    reading?.commune?.type !== undefined &&
    reading.mixture === 0 &&
    parts.every(({ agreement, shortened }) => agreement === 'exact' && !shortened)
  return exact && outcomes[0]?.steps.length === 0 && warnings.size === 0 ? 'A' : 'B'
}

function parsedOf(
  text: MentionedText<Unit>,
  reading: UnitReading | undefined,
  rest: string,
  hamlet: string | undefined,
): Conversion['parsed'] {
  const written = (level: 'commune' | 'district' | 'province') => {
    const mention = reading?.[level]
    return mention ? { [level]: wordsText(text, mention.from, mention.to) } : {}
  }
  const before = rest.replace(/(?<![\s,;.(-])[\s,;.(-]+$/u, '')
  return {
    ...(before ? { rest: before } : {}),
    ...(hamlet ? { hamlet } : {}),
    ...written('commune'),
    ...written('district'),
    ...written('province'),
  }
}

/** The hamlet's phrase, up to the units that follow it. */
function hamletText(text: MentionedText<Unit>, reading: UnitReading | undefined): string | undefined {
  if (!text.hamlet) return undefined
  const { from, to } = text.hamlet
  const end = reading && reading.from > from ? Math.min(to, reading.from) : to
  return wordsText(text, from, end)
}

function wordsText({ text, words }: MentionedText<Unit>, from: number, to: number): string {
  return text.slice(words[from]?.start, words[to - 1]?.end)
}
