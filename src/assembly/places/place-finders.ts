import type { Box } from '../../geo/box.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { foldedKey } from '../../text/syllable.ts'
import { vietnamToday } from '../../units/calendar.ts'
import { AddressConverter } from '../../units/conversion/address-converter.ts'
import { HamletIndex } from '../../units/conversion/hamlet-index.ts'
import type { Unit } from '../../units/unit.ts'
import { UnitRegister } from '../../units/unit-register.ts'

/** Degrees around the communes within which a position counts as the province's: about 11 km. */
const MARGIN = 0.1

/** What an import asks of the units, from the record as it is now; later edits do not change the answers. */
export function recordFinders({ units, gazetteer }: RecordStore): PlaceFinders {
  const register = UnitRegister.of(units, vietnamToday)
  const hamlets = new HamletIndex(gazetteer.hamlets())
  const converter = new AddressConverter(register, () => hamlets)
  return placeFinders(register, (text) =>
    converter.convert({ text }, 'current').candidates.map(({ commune }) => commune.code),
  )
}

/** What an import asks of the units, from a register. */
export function placeFinders(register: UnitRegister, namedIn: PlaceFinders['namedIn']): PlaceFinders {
  const { today } = register
  const communes = register.at(today, { level: 'commune' })
  const current = new Set(communes.map(({ code }) => code))
  const districts = register.all.filter(({ level }) => level === 'district')
  const successors = new Map<string, readonly string[]>()
  return {
    extent: extentOf(communes),
    approximate: communes.some(({ area }) => area?.approximate ?? true),
    inForce: (code) => current.has(code),
    containing(lon, lat) {
      const found = register.containing(lon, lat, today)
      return (
        found && {
          code: found.commune.code,
          metresToBoundary: found.metresToBoundary,
          approximate: found.commune.area?.approximate ?? true,
        }
      )
    },
    metresTo: (code, lon, lat, limit) => register.metresTo(code, lon, lat, limit),
    successors(code) {
      const cached = successors.get(code)
      if (cached) return cached
      const former = register
        .versions(code)
        .filter(({ level, validTo }) => level === 'commune' && validTo !== undefined)
      const newest = former.at(-1) ?? register.get(code, today, 'commune')
      const codes = newest ? [...new Set(register.successorsOf(newest).map(({ unit }) => unit.code))] : []
      successors.set(code, codes)
      return codes
    },
    namedIn,
    district(wanted, provinceCode) {
      const key = foldedKey(wanted.toLowerCase())
      return districts.findLast(
        ({ code, name, fullName, parentCode }) =>
          (provinceCode === null || parentCode === provinceCode) &&
          (code === wanted || [name, fullName].some((one) => foldedKey(one.toLowerCase()) === key)),
      )?.code
    },
  }
}

/** The box around all communes, by their areas, else by their centres. */
function extentOf(communes: readonly Unit[]): Box {
  const boxes = communes.flatMap(({ bbox, centre }) => bbox ?? (centre ? [...centre, ...centre] : []))
  const edge = (which: number) => boxes.filter((_, i) => i % 4 === which)
  return [
    Math.min(...edge(0)) - MARGIN,
    Math.min(...edge(1)) - MARGIN,
    Math.max(...edge(2)) + MARGIN,
    Math.max(...edge(3)) + MARGIN,
  ]
}
