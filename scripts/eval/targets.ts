import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { isPublic } from '../../src/store/layout/address-status.ts'
import type { AddressRow, PlaceRow } from '../../src/store/record/rows.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import type { Unit, UnitRegister } from '../../src/units/unit-register.ts'

/** A numbered house and the units it is written with. */
export interface HouseTarget {
  readonly row: AddressRow & { readonly house_number: string }
  readonly commune: Unit
  readonly province: Unit
  readonly former: Unit | undefined
  readonly district: Unit | undefined
}

/** What queries are made about. Seeded: the same record and seed give the same targets in the same order. */
export class Targets {
  readonly places: readonly PlaceRow[]
  readonly communes: readonly Unit[]
  readonly formerCommunes: readonly Unit[]
  readonly #last: number
  /** Communes that ended with the reform of 1 July 2025. */
  readonly #former: ReadonlyMap<string, Unit>

  constructor(
    readonly record: RecordStore,
    readonly register: UnitRegister,
  ) {
    this.places = [...record.gazetteer.places()]
    this.#last = record.addresses.lastFid()
    const communes = register.all.filter(({ level }) => level === 'commune')
    this.communes = communes.filter(({ validTo }) => validTo === undefined)
    this.formerCommunes = communes.filter(({ validTo }) => validTo !== undefined)
    this.#former = new Map(
      this.formerCommunes.filter(({ validTo }) => validTo === '2025-06-30').map((unit) => [unit.code, unit]),
    )
  }

  /** A numbered address in a street, or with `rural` in none; the mix of the record when not said. */
  house(random: SeededRandom, where: 'street' | 'rural' | 'any' = 'any'): HouseTarget {
    for (;;) {
      const row = this.record.addresses.byFid(random.integer(1, this.#last))
      if (!row?.house_number || row.status === 'retired') continue
      if ((where === 'street' && !row.street) || (where === 'rural' && row.street)) continue
      const commune = this.communes.find(({ code }) => code === row.commune_code)
      if (!commune) continue
      const former = this.#former.get(row.former_commune_code ?? '')
      return {
        row: row as HouseTarget['row'],
        commune,
        province: this.register.lineageOf(commune)!.province,
        former,
        district: former && this.register.lineageOf(former)?.district,
      }
    }
  }

  /** An address with a name of its own that is public: no home. */
  named(random: SeededRandom): AddressRow & { readonly name: string } {
    for (;;) {
      const row = this.record.addresses.byFid(random.integer(1, this.#last))
      if (row?.name && row.class > 1 && isPublic(row)) return row as AddressRow & { name: string }
    }
  }

  /** Code of the district that a former commune was in. */
  districtOf(formerCommune: string | null): string | undefined {
    const unit = this.#former.get(formerCommune ?? '')
    return unit && this.register.lineageOf(unit)?.district?.code
  }

  place(random: SeededRandom): PlaceRow {
    return random.pick(this.places)
  }
}
