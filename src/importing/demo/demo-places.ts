import { encodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceRow } from '../../store/record/rows.ts'
import { type DemoCommune, settled, settledPoint, shifted } from './demo-communes.ts'
import type { DemoHamlet } from './demo-hamlets.ts'
import type { DemoNames } from './demo-names.ts'
import type { SeededRandom } from './seeded-random.ts'

/** How well known a place is, 0..1, by category. */
const IMPORTANCE: Readonly<Record<string, number>> = {
  government: 0.6,
  health: 0.5,
  market: 0.5,
  transport: 0.5,
  border: 0.5,
  school: 0.4,
  monument: 0.4,
  tourism: 0.4,
  industry: 0.4,
  pagoda: 0.35,
  culture: 0.4,
  church: 0.35,
  park: 0.35,
  bridge: 0.3,
}
/** Names that pagodas of the South bear. */
const PAGODAS = [
  'Long Hoa',
  'Phước Long',
  'Linh Sơn',
  'Thiên Phước',
  'Bửu Lâm',
  'Hội Phước',
  'Pháp Hoa',
  'Phổ Quang',
]

/** What every commune has, after the communes it was made of, and the well-known places. */
export function demoPlaces(
  commune: DemoCommune,
  hamlets: readonly DemoHamlet[],
  names: DemoNames,
  random: SeededRandom,
): Omit<PlaceRow, 'fid'>[] {
  const places: Omit<PlaceRow, 'fid'>[] = []
  const add = (name: string, category: string, at: readonly [number, number]) => {
    const place = {
      uid: random.uuid(),
      name,
      alt_names: null,
      category,
      commune_code: commune.code,
      importance: IMPORTANCE[category] ?? 0.3,
      description: null,
      source: 'demo',
      geom: encodePoint(...near(commune, at, random)),
    }
    if (places.every((each) => each.name !== name)) places.push(place)
  }
  add(`Ủy ban nhân dân ${commune.fullName}`, 'government', commune.centre)
  for (const place of names.places)
    if (place.communeCode === commune.code) add(place.name, place.category, settledPoint(commune, random))
  for (const former of commune.former) {
    const name = /^\d/.test(former.name) ? `${upperFirst(former.type)} ${former.name}` : former.name
    const own = hamlets.filter((hamlet) => hamlet.former === former)
    const somewhere = () => (own.length > 0 ? random.pick(own).position : settledPoint(commune, random))
    add(`Trường Mầm non ${name}`, 'school', somewhere())
    add(`Trường Tiểu học ${name}`, 'school', somewhere())
    add(`Trường THCS ${name}`, 'school', somewhere())
    add(`Trạm Y tế ${upperFirst(former.type)} ${former.name}`, 'health', somewhere())
    if (random.chance(0.6)) add(`Chợ ${name}`, 'market', somewhere())
    if (random.chance(0.5)) add(`Chùa ${random.pick(PAGODAS)}`, 'pagoda', somewhere())
  }
  return places
}

function near(commune: DemoCommune, at: readonly [number, number], random: SeededRandom): [number, number] {
  const point = shifted(at, random.normal() * 60, random.normal() * 60)
  return settled(commune, point) ? point : [...at]
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
