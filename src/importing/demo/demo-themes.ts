import { SMALLEST_COUNT } from '../../store/layout/standard-themes.ts'
import type { PlaceRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { CountCell } from '../counts/count-cube.ts'
import { suppression } from '../counts/suppression.ts'
import type { DemoCommune } from './demo-communes.ts'
import { demoFarming } from './demo-farming.ts'
import { SeededRandom } from './seeded-random.ts'

/** Stands as the owner of a layer of the catalogue while all it holds is demonstration data. */
export const DEMO_OWNER = 'Dữ liệu minh hoạ · demonstration data'

type Place = Omit<PlaceRow, 'fid'>
type Kind = (place: Place) => string | undefined

const first = (rules: readonly (readonly [RegExp, string])[]): Kind => {
  return ({ name }) => rules.find(([rule]) => rule.test(name))?.[1]
}
const SCHOOLS = first([
  [/Mầm non/, 'Mầm non'],
  [/Tiểu học/, 'Tiểu học'],
  [/THCS/, 'Trung học cơ sở'],
  [/THPT/, 'Trung học phổ thông'],
  [/^/, 'Trường khác'],
])
const SIGHTS: Readonly<Record<string, string>> = {
  tourism: 'Khu du lịch',
  monument: 'Di tích',
  pagoda: 'Chùa',
  church: 'Nhà thờ',
  culture: 'Bảo tàng, văn hoá',
  park: 'Công viên',
}
/** Which places a layer takes, and the type that each gets there. */
const LAYERS: Readonly<Record<string, Kind>> = {
  health: (place) =>
    place.category === 'health' ? (/^Bệnh viện/.test(place.name) ? 'Bệnh viện' : 'Trạm y tế') : undefined,
  education: (place) => (place.category === 'school' ? SCHOOLS(place) : undefined),
  tourism: ({ category }) => SIGHTS[category],
}
const FIELDS = JSON.stringify({ name: 'String', type: 'String', commune: 'String', source: 'String' })

const FARMING = 'agriculture'
const FARMING_FIELDS = JSON.stringify({
  name: 'String',
  type: 'String',
  form: 'String',
  area_ha: 'Number',
  commune: 'String',
  source: 'String',
})
const COUNTS = 'epidemiology'
const YEAR = 2025
const DISEASE = 'Sốt xuất huyết'
/** People of a commune, by how densely it is settled. */
const PEOPLE = { ward: 48_000, town: 36_000, rural: 24_000 }
/** What is made up needs no protection, and is the same everywhere. */
const DEMO_SECRET = 'demo'
/** Cases of each month relative to the year's mean; they rise with the rains. */
const SEASON = [0.6, 0.5, 0.5, 0.6, 0.8, 1.2, 1.6, 1.8, 1.6, 1.3, 0.9, 0.7]

/** Fills thematic layers from the demonstration places, and makes up farming and counts; each entry of the catalogue says so. */
export function addDemoThemes(
  record: RecordStore,
  communes: readonly DemoCommune[],
  places: readonly Place[],
  seed: number,
): void {
  const names = new Map(communes.map(({ code, fullName }) => [code, fullName]))
  for (const [theme, kindOf] of Object.entries(LAYERS)) {
    markDemo(record, theme, FIELDS)
    for (const place of places) {
      const type = kindOf(place)
      if (type === undefined) continue
      const commune = names.get(place.commune_code ?? '')
      record.themes.insert({
        theme,
        uid: place.uid,
        address_uid: null,
        properties: JSON.stringify({ name: place.name, type, commune, source: 'demo' }),
        geom: place.geom,
      })
    }
  }
  markDemo(record, FARMING, FARMING_FIELDS)
  for (const { uid, properties, geom } of demoFarming(communes, new SeededRandom(seed)))
    record.themes.insert({
      theme: FARMING,
      uid,
      address_uid: null,
      properties: JSON.stringify(properties),
      geom,
    })
  markDemo(record, COUNTS, '{}')
  const cells = demoCounts(communes, seed)
  const { hidden } = suppression(cells, SMALLEST_COUNT, DEMO_SECRET)
  for (const [i, { commune, period, count }] of cells.entries())
    record.themes.putCount({
      theme: COUNTS,
      commune_code: commune,
      period,
      subject: DISEASE,
      count: hidden.has(i) ? null : count,
    })
  const random = new SeededRandom(seed)
  const people = communes.map(({ code, density }) => ({
    commune_code: code,
    year: YEAR,
    number: Math.round((PEOPLE[density] * (0.6 + 0.8 * random.next())) / 100) * 100,
    source: DEMO_OWNER,
  }))
  record.themes.population.write(COUNTS, people, true)
}

/** Made-up cases of a year by commune and month. */
export function demoCounts(
  communes: readonly DemoCommune[],
  seed: number,
): (CountCell & { count: number })[] {
  const random = new SeededRandom(seed)
  return communes.flatMap(({ code, density }) => {
    const usual = { ward: 28, town: 18, rural: 11 }[density] * (0.5 + random.next())
    return SEASON.map((season, month) => ({
      commune: code,
      period: `${YEAR}-${String(month + 1).padStart(2, '0')}`,
      subject: '',
      count: Math.max(0, Math.round(usual * season * (0.7 + 0.6 * random.next()))),
    }))
  })
}

/** Empties the thematic layers that hold demonstration data, or one of them; returns how many rows went. */
export function removeDemoThemes(record: RecordStore, only?: string): number {
  const demo = record.themes
    .all()
    .filter(({ id, owner }) => owner === DEMO_OWNER && (only === undefined || id === only))
  let removed = 0
  for (const theme of demo) {
    const { id } = theme
    for (const { fid } of record.themes.featuresByRow(id, 'stored')) {
      record.themes.remove(fid)
      removed++
    }
    for (const { commune_code, period, subject } of record.themes.counts(id)) {
      record.themes.removeCount(id, commune_code, period, subject)
      removed++
    }
    record.countEditions.forget(id)
    record.themes.population.forget(id)
    record.themes.put({ ...theme, owner: null, fields: '{}', style_by: null, field_texts: '{}' })
  }
  return removed
}

function markDemo(record: RecordStore, id: string, fields: string): void {
  const theme = record.themes.all().find((one) => one.id === id)
  if (theme) record.themes.put({ ...theme, owner: DEMO_OWNER, fields })
}
