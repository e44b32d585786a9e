import type { Mention, MentionedText } from '../../../parsing/mentions/mention.ts'
import { OtherProvinces } from '../../../parsing/mentions/other-provinces.ts'
import type { KnownNames } from '../../../parsing/mentions/unit-mentions.ts'
import { UnitNames } from '../../../parsing/mentions/unit-names.ts'
import { readElsewhereUnits } from '../../elsewhere.ts'
import type { Unit } from '../../unit.ts'
import type { UnitRegister } from '../../unit-register.ts'
import type { AddressInput } from '../conversion.ts'
import { decodeTyped, mentionsOf, suggestionsIn } from './address-text.ts'
import { type Leftover, leftoverOf } from './leftover-words.ts'
import { mixtureOf, readUnits, type UnitReading } from './unit-reading.ts'
import { CachedRelations } from './unit-relations.ts'

/** What was read in an address. */
export interface ReadAddress {
  readonly text: MentionedText<Unit>
  readonly reading?: UnitReading
  /** Words that the reading leaves; with a reading only. */
  readonly left?: Leftover
  /** No unit has the name written: this is a reading of the most similar names. */
  readonly suggested?: boolean
  /** Beside a reading that does not explain everything: another commune that is named, or has a similar name. */
  readonly other?: UnitReading
}

/** Reads the units that addresses name. */
export class AddressReader {
  readonly #names: KnownNames<Unit>
  readonly #relations: CachedRelations

  constructor(register: UnitRegister) {
    this.#names = {
      units: new UnitNames(register.all),
      elsewhere: new OtherProvinces(readElsewhereUnits()),
    }
    this.#relations = new CachedRelations(register)
  }

  read(input: AddressInput): ReadAddress {
    const read = this.#asTyped(input)
    const { text, reading } = read
    if (!reading?.commune && !text.elsewhere) return this.#suggested(text, reading)
    if (!reading) return read
    const left = leftoverOf(text, reading, this.#relations)
    const other =
      left.communes.length > 0
        ? this.#other(text, reading, left.communes)
        : this.#similar(text, reading, left)
    const suggested = other !== undefined && left.communes.length === 0
    return { text, reading, left, ...(other ? { other } : {}), ...(suggested ? { suggested } : {}) }
  }

  /** The text as it stands, or read as keystrokes where more units are understood so. */
  #asTyped(input: AddressInput): { text: MentionedText<Unit>; reading?: UnitReading } {
    const text = mentionsOf(input, this.#names)
    const reading = readUnits(text, this.#relations)
    const decoded = input.text === undefined ? undefined : decodeTyped(input.text)
    if (decoded !== undefined) {
      const again = mentionsOf({ ...input, text: decoded }, this.#names)
      const found = readUnits(again, this.#relations)
      if (found && found.score > (reading?.score ?? 0)) return { text: again, reading: found }
    }
    return { text, ...(reading ? { reading } : {}) }
  }

  #suggested(text: MentionedText<Unit>, reading: UnitReading | undefined): ReadAddress {
    const mentions = suggestionsIn(text, this.#names.units, reading !== undefined)
    const wider = { ...text, mentions: [...text.mentions, ...mentions] }
    const found = mentions.length > 0 ? readUnits(wider, this.#relations) : undefined
    const better = found && (!reading || found.commune) ? found : undefined
    const taken = better ?? reading
    return {
      text,
      ...(taken ? { reading: taken, left: leftoverOf(text, taken, this.#relations) } : {}),
      ...(better ? { suggested: true } : {}),
    }
  }

  /** A typing error may hide a commune's name, or make it another's: those that are near, in the district if one is named. */
  #similar(text: MentionedText<Unit>, reading: UnitReading, { warnings }: Leftover): UnitReading | undefined {
    const { district, contradicted } = reading
    if (text.elsewhere && !reading.province) return undefined
    if (contradicted.length === 0 && warnings.size === 0) return undefined
    if (!district && reading.commune?.type !== undefined) return undefined
    const isThere = district
      ? (unit: Unit) => mixtureOf(unit, district.matches, this.#relations) !== undefined
      : undefined
    const near = suggestionsIn(text, this.#names.units, true, isThere)
    const found = this.#other(text, reading, near)
    return found?.contradicted.length === 0 ? found : undefined
  }

  /** The text read with these communes in place of those of a reading; `undefined` when that adds none. */
  #other(
    text: MentionedText<Unit>,
    reading: UnitReading,
    communes: readonly Mention<Unit>[],
  ): UnitReading | undefined {
    if (communes.length === 0) return undefined
    const above = text.mentions.filter(({ level }) => level !== 'commune')
    const found = readUnits({ ...text, mentions: [...above, ...communes] }, this.#relations)
    return found?.commune && found.units.some((unit) => !reading.units.includes(unit)) ? found : undefined
  }
}
