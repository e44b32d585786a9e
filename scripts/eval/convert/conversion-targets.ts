import type { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import type { Unit, UnitRegister } from '../../../src/units/unit-register.ts'
import { bare } from '../spellings.ts'
import { Targets } from '../targets.ts'
import type { NamedTarget } from './named-target.ts'

/** What conversions are asked about: everything that the register and a record hold, named with units of each date. */
export class ConversionTargets {
  readonly #communes: readonly Unit[]
  readonly #districts: readonly Unit[]
  readonly #names: readonly string[]
  readonly #newProvince: Unit
  readonly #foreign = new Map<string, readonly Unit[]>()

  constructor(readonly register: UnitRegister) {
    this.#communes = register.all.filter(({ level }) => level === 'commune')
    this.#districts = register.all.filter(
      ({ level, validTo }) => level === 'district' && validTo === '2025-06-30',
    )
    this.#newProvince = register.at(register.today, { level: 'province' })[0] as Unit
    this.#names = [...new Set(this.#communes.map(({ name }) => name))].filter((name) => !/^\d/.test(name))
  }

  /** Every commune of every date, with the units above it on its last day and, where they were others, on its first. */
  units(): NamedTarget[] {
    return this.#communes.flatMap((commune) => {
      const truth = new Set(this.register.successorsOf(commune).map(({ unit }) => unit.code))
      const last = this.#named('', commune, truth)
      const first = this.#named('', commune, truth, commune.validFrom)
      const same = last[0]?.district === first[0]?.district && last[0]?.province === first[0]?.province
      return same ? last : [...last, ...first]
    })
  }

  /** Every hamlet and `houses` seeded houses, with their commune of today and the one of the eve of the reform. */
  rows(record: RecordStore, houses: number, random: SeededRandom): NamedTarget[] {
    const targets = new Targets(record, this.register)
    const rows: NamedTarget[] = []
    const add = (before: string, today: string, then: string | null) => {
      const truth = new Set([today])
      for (const unit of [
        this.register.get(today, this.register.today, 'commune'),
        this.register.get(then ?? '', '2025-06-30', 'commune'),
      ])
        if (unit) rows.push(...this.#named(before, unit, truth))
    }
    for (const { name, commune_code, former_commune_code } of record.gazetteer.hamlets())
      if (commune_code) add(name, commune_code, former_commune_code)
    for (let i = 0; i < houses; i++) {
      const { row, commune } = targets.house(random)
      const road = row.street ? `${row.house_number} ${row.street}` : `Số ${row.house_number}`
      add(row.hamlet ? `${road}, ${row.hamlet}` : road, commune.code, row.former_commune_code)
    }
    return rows
  }

  #named(before: string, commune: Unit, truth: ReadonlySet<string>, day?: string): NamedTarget[] {
    const lineage = this.register.lineageOf(commune, day)
    if (!lineage) return []
    const own = new Set([commune, lineage.district, lineage.province].map((unit) => unit?.name))
    const others = this.#names.filter((name) => !own.has(name))
    return [
      {
        before,
        ...lineage,
        successors: this.register.successorsOf(commune).map((path) => path.unit),
        newProvince: this.#newProvince,
        truth,
        foreign: this.#foreignTo(commune),
        others,
      },
    ]
  }

  #foreignTo({ name }: Unit): readonly Unit[] {
    const key = bare(name)
    const known = this.#foreign.get(key)
    if (known) return known
    // A district's name may be a province's too, or the commune's own.
    const homes = new Set([key, bare(this.#newProvince.name)])
    for (const unit of this.#communes)
      if (bare(unit.name) === key)
        for (const commune of [unit, ...this.register.predecessors(unit.code).map((path) => path.unit)])
          homes.add(bare(this.register.lineageOf(commune)?.district?.name ?? ''))
    const foreign = this.#districts.filter((district) => !homes.has(bare(district.name)))
    this.#foreign.set(key, foreign)
    return foreign
  }
}
