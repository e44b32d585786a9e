import { normalizeText } from '../../../src/text/normalize.ts'
import { nameKey } from '../../../src/text/syllable.ts'
import type { Lineage, Unit, UnitRegister } from '../../../src/units/unit-register.ts'
import { bare } from '../spellings.ts'
import type { Written } from './conversion-classes.ts'

type Stated = Written['stated'][number]

/** What a text says by its words alone: every commune of one time that it may name. */
export class StatedUnits {
  readonly #byName = new Map<string, Unit[]>()

  constructor(private readonly register: UnitRegister) {
    for (const unit of register.all)
      if (unit.level === 'commune') {
        const key = keyOf(unit.name, true)
        this.#byName.set(key, [...(this.#byName.get(key) ?? []), unit])
      }
  }

  /** Communes that had the name written, in the units written, on one day; none where the units are of several times. */
  meanings({ stated, unaccented }: Written): ReadonlySet<Unit> {
    const commune = stated.find(({ unit }) => unit.level === 'commune') as Stated
    const same = this.#byName.get(keyOf(commune.unit.name, true)) ?? []
    return new Set(
      same.filter((unit) =>
        [unit.validTo, unit.validFrom].some((day) => {
          const lineage = this.register.lineageOf(unit, day)
          return lineage !== undefined && stated.every((one) => fits(one, lineage, unaccented))
        }),
      ),
    )
  }

  /** The communes of today that a commune became, as a text. */
  successorsOf(unit: Unit): string {
    return this.register
      .successorsOf(unit)
      .map((path) => path.unit.code)
      .join(' ')
  }
}

function fits(
  { unit: { level, type, name }, typed }: Stated,
  lineage: Lineage,
  unaccented: boolean,
): boolean {
  const unit = lineage[level]
  return (
    unit !== undefined &&
    keyOf(unit.name, unaccented) === keyOf(name, unaccented) &&
    (!typed || unit.type === type)
  )
}

function keyOf(name: string, unaccented: boolean): string {
  return nameKey(normalizeText(unaccented ? bare(name) : name))
}
