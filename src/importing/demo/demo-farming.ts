import { encodeGeometry, encodePoint } from '../../geo/geopackage-geometry.ts'
import { type DemoCommune, settledPoint, shifted } from './demo-communes.ts'
import type { SeededRandom } from './seeded-random.ts'

/** A field, a cooperative, or where a harvest is packed. */
export interface DemoFarming {
  readonly uid: string
  readonly properties: {
    readonly name: string
    /** What grows there. */
    readonly type: string
    readonly form: string
    readonly area_ha?: number
    readonly commune: string
    readonly source: 'demo'
  }
  readonly geom: Buffer
}

interface Crop {
  readonly type: string
  /** Former districts of Long An where it is at home. */
  readonly districts: readonly string[]
  /** Hectares of one area, from and to. */
  readonly hectares: readonly [number, number]
  /** What becomes of the harvest nearby. */
  readonly house: string
}

/** 794 Tân An, 795 Kiến Tường, 796 Tân Hưng, 797 Vĩnh Hưng, 798 Mộc Hoá, … 808 Châu Thành. */
const CROPS: readonly Crop[] = [
  {
    type: 'Lúa',
    districts: ['795', '796', '797', '798', '799', '800', '801', '804'],
    hectares: [120, 420],
    house: 'Nhà máy xay xát',
  },
  { type: 'Thanh long', districts: ['794', '805', '808'], hectares: [30, 140], house: 'Cơ sở đóng gói' },
  { type: 'Chanh', districts: ['801', '803', '804'], hectares: [25, 110], house: 'Cơ sở đóng gói' },
  { type: 'Rau màu', districts: ['802', '806', '807'], hectares: [8, 40], house: 'Cơ sở đóng gói' },
  { type: 'Tôm nước lợ', districts: ['806', '807'], hectares: [15, 60], house: 'Cơ sở đóng gói' },
  { type: 'Khoai mỡ', districts: ['800'], hectares: [20, 80], house: 'Cơ sở đóng gói' },
  { type: 'Đậu phộng', districts: ['802'], hectares: [10, 50], house: 'Cơ sở đóng gói' },
]
const MAX_AREAS = 2
const CORNERS = 9
const HECTARE = 10_000

/** Made-up areas of the crops that a commune's land is known for, their cooperatives and where harvests go. */
export function demoFarming(communes: readonly DemoCommune[], random: SeededRandom): DemoFarming[] {
  return communes.flatMap((commune) => {
    const districts = commune.former.map(({ districtCode }) => districtCode)
    return CROPS.filter(({ districts: home }) => home.some((code) => districts.includes(code))).flatMap(
      (crop) => farmingOf(commune, crop, random),
    )
  })
}

function farmingOf(commune: DemoCommune, crop: Crop, random: SeededRandom): DemoFarming[] {
  const made: DemoFarming[] = []
  const add = (form: string, name: string, geom: Buffer, area_ha?: number) => {
    const { type } = crop
    const area = area_ha === undefined ? {} : { area_ha }
    const properties = { name, type, form, ...area, commune: commune.fullName, source: 'demo' } as const
    made.push({ uid: random.uuid(), properties, geom })
  }
  const product = crop.type.toLowerCase()
  const areas = random.integer(1, MAX_AREAS)
  for (let i = 1; i <= areas; i++) {
    const hectares = random.integer(...crop.hectares)
    const name = `Vùng ${product} ${commune.name}${areas > 1 ? ` ${i}` : ''}`
    add('Vùng sản xuất', name, field(commune, hectares, random), hectares)
  }
  const point = () => encodePoint(...settledPoint(commune, random))
  add('Hợp tác xã', `Hợp tác xã ${product} ${commune.name}`, point())
  if (random.chance(0.5)) add(crop.house, `${crop.house} ${product} ${commune.name}`, point())
  return made
}

/** A field of so many hectares around a settled place, its corners at uneven distances. */
function field(commune: DemoCommune, hectares: number, random: SeededRandom): Buffer {
  const middle = settledPoint(commune, random)
  const reach = Array.from({ length: CORNERS }, () => 0.75 + random.next() * 0.5)
  const step = (2 * Math.PI) / CORNERS
  const unit = reach.reduce(
    (sum, each, i) => sum + (each * reach[(i + 1) % CORNERS]! * Math.sin(step)) / 2,
    0,
  )
  const scale = Math.sqrt((hectares * HECTARE) / unit)
  const ring = reach.map((each, i) =>
    shifted(middle, Math.cos(i * step) * each * scale, Math.sin(i * step) * each * scale),
  )
  return encodeGeometry({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] })
}
