import type { AddressRow } from '../../store/record/rows.ts'
import { addressFeature, type UnitKnowledge } from './address-feature.ts'

/** The JSON of the feature of an address as far as no query says more of it, cut where one may. */
export interface AddressText {
  readonly label: string
  /** Up to the value of `vn.former`, that value, and the rest up to the end of `vn`. */
  readonly head: string
  readonly former: string
  readonly rest: string
}

interface Kept extends AddressText {
  readonly register: UnitKnowledge['register']
  readonly day: string
  readonly hasNamesake: boolean
}

const FORMER = '"former":'
/** What closes `vn`, `properties` and the feature. */
const END = '}}}'

/**
 * Features of addresses on today's units as JSON, written once and kept with their rows, as long as whoever reads these keeps them and
 * the units and the day stay the same.
 */
export class AddressTexts {
  readonly #units: UnitKnowledge
  readonly #kept = new WeakMap<Omit<AddressRow, 'fid'>, Kept>()

  constructor(units: UnitKnowledge) {
    this.#units = units
  }

  /** @param hasNamesake as in `AddressFeatureOptions` */
  of(row: Omit<AddressRow, 'fid'>, hasNamesake = false): AddressText {
    const { register } = this.#units
    const day = this.#units.today()
    const kept = this.#kept.get(row)
    if (kept?.register === register && kept.day === day && kept.hasNamesake === hasNamesake) return kept
    const feature = addressFeature(row, this.#units, { hasNamesake })
    const text = JSON.stringify(feature)
    const former = JSON.stringify(feature.properties.vn.former)
    // within a text quotes are escaped
    const start = text.indexOf(FORMER) + FORMER.length
    const made = {
      register,
      day,
      hasNamesake,
      label: feature.properties.geocoding.label,
      head: text.slice(0, start),
      former,
      rest: text.slice(start + former.length, -END.length),
    }
    this.#kept.set(row, made)
    return made
  }
}

/**
 * The JSON that {@link addressFeature} gives with further members of `vn`.
 * @param vn at least one member, none that the feature has by itself
 * @param former in the place of its own
 */
export function withMembers(
  text: AddressText,
  vn: Readonly<Record<string, unknown>>,
  former?: readonly unknown[],
): string {
  const { head, rest } = text
  return `${head}${former ? JSON.stringify(former) : text.former}${rest},${JSON.stringify(vn).slice(1, -1)}${END}`
}
