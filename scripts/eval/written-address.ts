import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { houseKey } from '../../src/parsing/house-path.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import { bare } from './spellings.ts'
import type { HouseTarget } from './targets.ts'

/** The parts of an address that a text names. */
export type Stated = 'street' | 'hamlet' | 'commune' | 'former' | 'district'

/** An address as someone writes it: the comma's parts, smallest first, and what they state. */
export interface WrittenAddress {
  readonly parts: readonly string[]
  readonly stated: readonly Stated[]
}

/** In full, as labels are written. */
export function inFull({ row, commune, province }: HouseTarget): WrittenAddress {
  return {
    parts: [
      row.street ? `${row.house_number} ${row.street}` : `Số ${row.house_number}`,
      ...(row.hamlet ? [row.hamlet] : []),
      commune.fullName,
      province.fullName,
    ],
    stated: [
      ...(row.street ? (['street'] as const) : []),
      ...(row.hamlet ? (['hamlet'] as const) : []),
      'commune',
    ],
  }
}

/** As people write: the hamlet only where there is no street or sometimes, type words as they please. */
export function natural(target: HouseTarget, random: SeededRandom): WrittenAddress {
  const { row, commune } = target
  const withHamlet = row.hamlet !== null && (row.street === null || random.chance(0.25))
  const road =
    row.street &&
    (/^(?:Quốc|Đường|Tỉnh|Hương|Cao)/.test(row.street) || random.chance(0.5)
      ? row.street
      : `đường ${row.street}`)
  const number = random.chance(row.street ? 0.3 : 0.7) ? `số ${row.house_number}` : row.house_number
  return {
    parts: [
      road ? `${number} ${road}` : number,
      ...(withHamlet ? [row.hamlet as string] : []),
      random.chance(0.6) ? commune.fullName : commune.name,
      ...(random.chance(0.3) ? [random.pick(['Tây Ninh', 'tỉnh Tây Ninh', 'Long An'])] : []),
    ],
    stated: [
      ...(row.street ? (['street'] as const) : []),
      ...(withHamlet ? (['hamlet'] as const) : []),
      'commune',
    ],
  }
}

/** With the commune and district of before July 2025; undefined where they are not known. */
export function formerly(
  { row, former, district }: HouseTarget,
  random: SeededRandom,
): WrittenAddress | undefined {
  if (!former || !district) return undefined
  const numbered = /^\d/.test(former.name)
  return {
    parts: [
      row.street ? `${row.house_number} ${row.street}` : `số ${row.house_number}`,
      ...(row.street ? [] : [row.hamlet as string]),
      numbered || random.chance(0.7) ? former.fullName : former.name,
      random.chance(0.6) ? district.fullName : district.name,
      ...(random.chance(0.5) ? ['Long An'] : []),
    ],
    stated: row.street ? ['street', 'former'] : ['hamlet', 'former'],
  }
}

/**
 * Whether a hit is the address, or another that the text says as much of: the same number and the same parts where
 * they are stated. Of a text without accents, parts that differ by accents alone are the same.
 */
export function isSaid(
  hit: SearchHit,
  target: HouseTarget,
  stated: readonly Stated[],
  text: string,
  districtOf: (formerCommune: string | null) => string | undefined,
): boolean {
  const { address, within } = hit
  if (!address || hit.kind !== 'house') return false
  const same = bare(text) === text ? sameFolded : sameText
  if (houseKey(address.house_number ?? '') !== houseKey(target.row.house_number)) return false
  return stated.every((part) => {
    if (part === 'street' || part === 'hamlet') return same(address[part] ?? '', target.row[part] ?? '')
    if (part === 'commune') return within !== undefined && same(within.name, target.commune.name)
    if (part === 'former') return address.former_commune_code === target.row.former_commune_code
    return districtOf(address.former_commune_code) === target.district?.code
  })
}

function sameText(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
}

function sameFolded(a: string, b: string): boolean {
  return bare(a).toLowerCase() === bare(b).toLowerCase()
}
