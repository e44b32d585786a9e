import type { Text } from '../../../errors.ts'
import { type Box, union } from '../../../geo/box.ts'
import { type DissolvedArea, DissolvedAreas, type UnitAreas } from '../../../units/dissolved-areas.ts'
import type { Unit, UnitLevel, UnitRegister } from '../../../units/unit-register.ts'
import type { Collection, Item } from '../collection.ts'
import { type Seconds, secondsOf } from '../datetime.ts'
import { comparePlaces, placeOf, readPlace } from './item-order.ts'
import { looksOver } from './item-walk.ts'

export type Units = Pick<UnitRegister, 'all' | 'begins' | 'versions'> & UnitAreas

const LEVELS: Readonly<Record<string, readonly [UnitLevel, title: Text, description: Text]>> = {
  communes: [
    'commune',
    { vi: 'Xã, phường, thị trấn', en: 'Communes' },
    {
      vi: 'Các xã, phường hiện nay; dùng datetime để chọn ngày khác, hoặc ../.. cho mọi thời kỳ. Ranh giới đánh dấu area_approximate là gần đúng; đơn vị cũ không rõ ranh giới thì không có hình.',
      en: 'Communes of today; datetime chooses those of another day, or ../.. of all times. Areas marked area_approximate are approximate; a former unit whose area is not known has no geometry.',
    },
  ],
  districts: [
    'district',
    { vi: 'Huyện, thị xã, thành phố (cũ)', en: 'Former districts' },
    {
      vi: 'Cấp huyện, bỏ từ 1/7/2025. Có hình nơi đất của huyện vào trọn các xã, phường hiện nay.',
      en: 'Districts, abolished on 1 July 2025. With a geometry where their land went into whole communes of today.',
    },
  ],
  provinces: [
    'province',
    { vi: 'Tỉnh', en: 'Provinces' },
    { vi: 'Tỉnh hiện nay và trước đây.', en: 'The province of today and the former ones.' },
  ],
}

const QUERYABLES = {
  code: 'string',
  level: 'string',
  type: 'string',
  name: 'string',
  full_name: 'string',
  parent_code: 'string',
  valid_from: 'string',
  valid_to: 'string',
  basis: 'string',
  centre_lon: 'number',
  centre_lat: 'number',
  area_km2: 'number',
  area_source: 'string',
  area_date: 'string',
  area_approximate: 'boolean',
} as const satisfies Collection['queryables']

/** Administrative units through time: a feature is a unit from one day to another. */
export function unitCollections(units: Units): Collection[] {
  const dissolved = new DissolvedAreas(units)
  const item = (unit: Unit) => itemOf(unit, units, dissolved.of(unit))
  return Object.entries(LEVELS).map(([id, [level, title, description]]) => {
    const all = () => units.all.filter((unit) => unit.level === level)
    // Whoever asks for no day wants no commune of yesterday; of districts there is none of today.
    const shown = () => {
      const [first, last] = secondsOf(units.today)
      return level === 'commune' ? all().filter((unit) => meets(timeOf(unit), first, last)) : all()
    }
    return {
      id,
      title,
      description,
      tiles: 'commune',
      queryables: QUERYABLES,
      naming: { fields: ['full_name', 'name'], name: ({ full_name }) => String(full_name) },
      sorted: ['code', 'name', 'full_name', 'valid_from'],
      interval: [units.begins, null],
      *total() {
        const boxes = all()
          .flatMap((unit) => [unit, ...(dissolved.of(unit)?.parts ?? [])])
          .flatMap(({ bbox }) => (bbox ? [bbox] : []))
        const extent = boxes.reduce<Box | undefined>((around, box) => union(around ?? box, box), undefined)
        return { count: shown().length, extent }
      },
      *looks(filter, { after, order }) {
        const from = after === undefined ? undefined : readPlace(after)
        const entries = (filter.time ? all() : shown())
          .map((unit) => ({ unit, place: placeOf(item(unit), order) }))
          .filter(({ place }) => !from || comparePlaces(place, from, order?.descending) > 0)
          .sort((a, b) => comparePlaces(a.place, b.place, order?.descending))
        yield* looksOver(
          entries.map(({ unit, place }) => ({
            cursor: JSON.stringify(place),
            item: item(unit),
            time: timeOf(unit),
          })),
          filter,
        )
      },
      isCursor: (text) => readPlace(text) !== undefined,
      item(featureId) {
        const versions = units.versions(featureId.split('@')[0]!)
        const unit = versions.find((one) => one.level === level && idOf(one) === featureId)
        return unit && item(unit)
      },
    }
  })
}

function idOf({ code, validFrom }: Unit): string {
  return `${code}@${validFrom}`
}

function itemOf(unit: Unit, units: Units, dissolved: DissolvedArea | undefined): Item {
  const { code, level, type, name, fullName, parentCode, validFrom, validTo, basis, centre, area } = unit
  return {
    id: idOf(unit),
    // Decoded when it is asked for: most units of a page that is sorted or filtered are not shown.
    get geometry() {
      return units.geometry(unit) ?? dissolved?.geometry ?? null
    },
    properties: {
      code,
      level,
      type,
      name,
      full_name: fullName,
      parent_code: parentCode ?? null,
      valid_from: validFrom,
      valid_to: validTo ?? null,
      basis: basis ?? null,
      centre_lon: centre?.[0] ?? null,
      centre_lat: centre?.[1] ?? null,
      ...(dissolved && !area ? dissolvedFacts(dissolved) : areaFacts(area)),
    },
  }
}

function areaFacts(area: Unit['area']) {
  return {
    area_km2: area?.km2 ?? null,
    area_source: area?.source ?? null,
    area_date: area?.date ?? null,
    area_approximate: area?.approximate ?? null,
  }
}

function dissolvedFacts({ parts }: DissolvedArea): ReturnType<typeof areaFacts> {
  const known = parts.flatMap(({ area }) => area ?? [])
  return {
    area_km2:
      known.length < parts.length
        ? null
        : Math.round(known.reduce((sum, { km2 }) => sum + km2, 0) * 100) / 100,
    area_source: `${parts.length} xã, phường hiện nay gộp lại · dissolved from ${parts.length} communes of today`,
    area_date: null,
    area_approximate: known.some(({ approximate }) => approximate),
  }
}

/** The first and last second of a unit. */
function timeOf({ validFrom, validTo }: Unit): Seconds {
  return [secondsOf(validFrom)[0], validTo === undefined ? Number.POSITIVE_INFINITY : secondsOf(validTo)[1]]
}

function meets([from, to]: Seconds, first: number, last: number): boolean {
  return from <= last && to >= first
}
