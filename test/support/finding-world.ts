import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Polygon } from 'geojson'
import { packageRoot } from '../../src/config.ts'
import type { AddressPort, CheckedDraft, HamletPort, UnitPort } from '../../src/registry/findings/ports.ts'
import { type FieldProfiles, readFieldProfiles } from '../../src/registry/profiles/field-profiles.ts'
import type { HamletPlace } from '../../src/store/registry/components/hamlet-match.ts'
import { CommuneLocator } from '../../src/units/commune-locator.ts'

/** The profiles that ship with the project. */
export function shippedProfiles(): FieldProfiles {
  return readFieldProfiles(readFileSync(join(packageRoot(), 'data', 'field-profiles.csv'), 'utf8'))
}

const box = (west: number, east: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 10.53],
      [east, 10.53],
      [east, 10.55],
      [west, 10.55],
      [west, 10.53],
    ],
  ],
})
const AREAS = new Map([
  ['27694', box(106.4, 106.42)],
  ['28159', box(106.42, 106.44)],
])
const SUCCESSORS: Readonly<Record<string, readonly string[]>> = {
  27700: ['27694'],
  27800: ['27694', '28159'],
  27900: ['28159', '28243'],
}

/** Two communes side by side, 2.2 km each way: 27694 in the west, 28159 in the east. */
export function twoCommunes(approximate = false): UnitPort {
  const locator = new CommuneLocator([...AREAS].map(([area, geometry]) => ({ area, geometry })))
  return {
    extent: [106.3, 10.43, 106.54, 10.65],
    approximate,
    inForce: (code) => AREAS.has(code),
    successors: (code) => SUCCESSORS[code] ?? [],
    containing(lon, lat) {
      const found = locator.locate(lon, lat)
      return found && { code: found.area, metresToBoundary: found.metresToBoundary, approximate }
    },
    metresTo: (code, lon, lat, limit) => (approximate ? undefined : locator.metresTo(code, lon, lat, limit)),
  }
}

/** No other addresses, two codes that somebody has. */
export const NOBODY_NEAR: AddressPort = {
  within: () => [],
  along: () => [],
  numbered: () => [],
  holder: (_, code) => ({ L8003244599: 'uid-a', 8000000000: 'uid-b' })[code],
}

/** An address in the middle of 27694 with which nothing is wrong. */
export function goodDraft(more: Partial<CheckedDraft> = {}): CheckedDraft {
  return {
    class: 1,
    name: null,
    house_number: '12',
    street: 'Nguyễn Huệ',
    hamlet: 'Khu phố 2',
    commune_code: '27694',
    lon: 106.41,
    lat: 10.54,
    ...more,
  }
}

/** "Ấp Đôi" twice in 27694, of two former communes, 4 km apart. */
export const TWO_HAMLETS: HamletPort = {
  named: (commune, name) =>
    HAMLETS.filter((hamlet) => commune === '27694' && hamlet.name.toLowerCase() === name.toLowerCase()),
}
const HAMLETS: readonly HamletPlace[] = [
  { uid: 'h1', name: 'Ấp Đôi', former_commune_code: '27700', lon: 106.41, lat: 10.558 },
  { uid: 'h2', name: 'Ấp Đôi', former_commune_code: '27800', lon: 106.41, lat: 10.522 },
]
