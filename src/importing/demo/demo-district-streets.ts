import type { StreetRow } from '../../store/record/rows.ts'
import type { DemoCommune } from './demo-communes.ts'
import type { DemoNames } from './demo-names.ts'
import { SeededRandom } from './seeded-random.ts'

/** Streets that no commune has got are known by their former district alone, as many in real lists are. */
export class DistrictStreets {
  /** Former district and name of each street that a commune has. */
  readonly #placed = new Set<string>()
  readonly #districts = new Set<string>()

  /** Notes the streets of a commune. */
  add({ former }: DemoCommune, streets: readonly Pick<StreetRow, 'name'>[]): void {
    for (const { districtCode } of former) {
      this.#districts.add(districtCode)
      for (const { name } of streets) this.#placed.add(keyOf(districtCode, name))
    }
  }

  /** The others of the districts met so far, by name and district. */
  *rows(names: DemoNames, seed: number): Generator<Omit<StreetRow, 'fid'>> {
    const random = new SeededRandom(seed)
    for (const { name, class: kind, districts } of names.streets)
      for (const district of districts) {
        if (!this.#districts.has(district) || this.#placed.has(keyOf(district, name))) continue
        yield {
          uid: random.uuid(),
          name,
          class: kind,
          commune_code: null,
          district_code: district,
          accuracy: 'district',
          source: 'demo',
          geom: null,
        }
      }
  }
}

function keyOf(districtCode: string, name: string): string {
  return `${districtCode} ${name}`
}
