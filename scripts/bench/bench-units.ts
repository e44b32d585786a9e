import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bbox, booleanPointInPolygon } from '@turf/turf'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { packageRoot } from '../../src/config.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { vietnamToday } from '../../src/units/calendar.ts'
import { CommuneLocator } from '../../src/units/commune-locator.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { median, spread, table } from './bench-table.ts'

const SEED = 20250701
const ROUNDS = 9
const POINTS = 20_000
const POINTS_OF_TURF = 500
const BOUNDARIES = 'boundaries/tayninh-2025-communes.full.geojson'

type Area = { area: number; geometry: Polygon | MultiPolygon }

/** `npm run bench -- units`: the commune around a point, compared with turf on the same polygons; conversions a second. */
export async function benchUnits(): Promise<void> {
  const facts = readShippedFacts(join(packageRoot(), 'data'))
  const numbered = <T>(rows: T[]) => rows.map((row, i) => ({ ...row, fid: i + 1 }))
  const register = new UnitRegister(
    {
      units: numbered(facts.units),
      changes: numbered(facts.changes),
      postcodes: numbered(facts.postcodes),
    },
    vietnamToday,
  )
  const { name, areas } = realAreas() ?? approximateAreas(register)
  process.stdout.write(
    table(
      ['what', 'µs each (median, spread)', 'turf booleanPointInPolygon with boxes, µs', 'ratio'],
      [locating(name, areas)],
    ),
  )
  process.stdout.write(
    `\n${table(['what', 'a second (median, spread)'], [converting(register, 'current'), converting(register, 'former')])}`,
  )
}

function locating(name: string, areas: readonly Area[]): string[] {
  const locator = new CommuneLocator(areas)
  const boxes = areas.map(({ geometry }) => bbox(geometry))
  const random = new SeededRandom(SEED)
  const west = Math.min(...boxes.map((box) => box[0]))
  const east = Math.max(...boxes.map((box) => box[2]))
  const south = Math.min(...boxes.map((box) => box[1]))
  const north = Math.max(...boxes.map((box) => box[3]))
  const points = Array.from(
    { length: POINTS },
    () => [west + random.next() * (east - west), south + random.next() * (north - south)] as const,
  )
  const few = points.slice(0, POINTS_OF_TURF)
  const turf = ([lon, lat]: readonly [number, number]) =>
    areas.find(({ geometry }, i) => {
      const [minX, minY, maxX, maxY] = boxes[i] as [number, number, number, number]
      return (
        lon >= minX &&
        lon <= maxX &&
        lat >= minY &&
        lat <= maxY &&
        booleanPointInPolygon([lon, lat], geometry)
      )
    })?.area
  for (const point of few)
    if (turf(point) !== locator.locate(...point)?.area) throw new Error(`turf differs at ${point.join(' ')}`)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(microseconds(points, (point) => locator.locate(...point)))
    theirs.push(microseconds(few, turf))
  }
  const ratios = ours.map((value, i) => value / theirs[i]!)
  return [
    `commune around a point, ${name}`,
    `${median(ours).toFixed(2)} (${spread(ours)})`,
    median(theirs).toFixed(1),
    median(ratios).toFixed(4),
  ]
}

/** Addresses as they were written, one for every commune that ever was, with its units of that time. */
function converting(register: UnitRegister, to: 'current' | 'former'): string[] {
  const hamlets = new HamletIndex([])
  const converter = new AddressConverter(register, () => hamlets)
  const communes = register.all.filter(
    ({ level, validTo }) => level === 'commune' && (validTo === undefined) === (to === 'former'),
  )
  const texts = communes.map((commune, i) => {
    const { district, province } = register.lineageOf(commune) ?? {}
    const units = [commune, district, province].flatMap((unit) => unit?.fullName ?? [])
    return [`${i + 1}/4 Nguyễn Đình Chiểu`, ...units].join(', ')
  })
  const rates = Array.from({ length: ROUNDS }, () => {
    const each = microseconds(texts, (text) => converter.convert({ text }, to))
    return 1_000_000 / each
  })
  return [
    `conversions of whole addresses, ${to === 'current' ? 'old to new' : 'new to old'}`,
    `${Math.round(median(rates))} (${spread(rates, 0)})`,
  ]
}

function microseconds<T>(inputs: readonly T[], work: (input: T) => unknown): number {
  const start = performance.now()
  for (const input of inputs) work(input)
  return ((performance.now() - start) * 1000) / inputs.length
}

/** The published polygons, where they lie beside the project. */
function realAreas(): { name: string; areas: Area[] } | undefined {
  const file = join(packageRoot(), '..', 'shared', 'data', BOUNDARIES)
  if (!existsSync(file)) return undefined
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as FeatureCollection<Polygon | MultiPolygon>
  return { name: 'published polygons', areas: features.map(({ geometry }, area) => ({ area, geometry })) }
}

function approximateAreas(register: UnitRegister): { name: string; areas: Area[] } {
  const areas = register.at(register.today, { level: 'commune' }).flatMap((unit, area) => {
    const geometry = register.geometry(unit)
    return geometry ? [{ area, geometry }] : []
  })
  return { name: 'approximate areas', areas }
}
