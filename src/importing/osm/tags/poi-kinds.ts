import type { Tags } from '../pbf/primitive-block.ts'

export interface PoiKind {
  readonly kind: string
  /** In Vietnamese, as a map names it. */
  readonly label: string
  /** Zoom from which it is shown. */
  readonly minzoom: number
}

const kinds = (
  key: string,
  rows: Readonly<Record<string, readonly [kind: string, label: string, minzoom: number]>>,
) =>
  Object.entries(rows).map(
    ([value, [kind, label, minzoom]]) => [`${key}=${value}`, { kind, label, minzoom }] as const,
  )

/** Points of interest by tag (wiki.openstreetmap.org/wiki/Map_features). A kind names the map's symbol too. */
const POI_KINDS: ReadonlyMap<string, PoiKind> = new Map([
  ...kinds('amenity', {
    hospital: ['health', 'Bệnh viện', 12],
    clinic: ['clinic', 'Trạm y tế, phòng khám', 13],
    doctors: ['clinic', 'Phòng khám', 14],
    dentist: ['clinic', 'Nha khoa', 15],
    pharmacy: ['pharmacy', 'Nhà thuốc', 15],
    school: ['school', 'Trường học', 14],
    kindergarten: ['school', 'Trường mầm non', 15],
    college: ['school', 'Trường cao đẳng', 13],
    university: ['school', 'Trường đại học', 13],
    library: ['culture', 'Thư viện', 15],
    townhall: ['office', 'Uỷ ban nhân dân', 13],
    police: ['police', 'Công an', 14],
    fire_station: ['fire-station', 'Phòng cháy chữa cháy', 14],
    courthouse: ['office', 'Toà án', 14],
    post_office: ['post', 'Bưu điện', 14],
    marketplace: ['market', 'Chợ', 13],
    fuel: ['fuel', 'Cây xăng', 14],
    bank: ['bank', 'Ngân hàng', 15],
    atm: ['bank', 'Máy rút tiền', 17],
    restaurant: ['restaurant', 'Nhà hàng, quán ăn', 16],
    fast_food: ['restaurant', 'Quán ăn nhanh', 16],
    cafe: ['cafe', 'Quán cà phê', 16],
    bar: ['cafe', 'Quán bar', 17],
    community_centre: ['culture', 'Nhà văn hoá', 15],
    theatre: ['culture', 'Nhà hát', 15],
    cinema: ['culture', 'Rạp chiếu phim', 15],
    bus_station: ['bus', 'Bến xe', 13],
    ferry_terminal: ['ferry', 'Bến phà', 13],
    parking: ['parking', 'Bãi đỗ xe', 16],
    toilets: ['toilet', 'Nhà vệ sinh', 17],
    grave_yard: ['cemetery', 'Nghĩa trang', 15],
    crematorium: ['cemetery', 'Đài hoá thân', 15],
  }),
  ...kinds('shop', {
    supermarket: ['shop', 'Siêu thị', 14],
    mall: ['shop', 'Trung tâm thương mại', 14],
    convenience: ['shop', 'Cửa hàng tiện lợi', 16],
    department_store: ['shop', 'Cửa hàng bách hoá', 15],
  }),
  ...kinds('tourism', {
    hotel: ['hotel', 'Khách sạn', 15],
    guest_house: ['hotel', 'Nhà nghỉ', 16],
    museum: ['culture', 'Bảo tàng', 14],
    attraction: ['monument', 'Điểm tham quan', 14],
  }),
  ...kinds('historic', {
    monument: ['monument', 'Tượng đài', 14],
    memorial: ['monument', 'Đài tưởng niệm', 15],
  }),
  ...kinds('office', { government: ['office', 'Cơ quan nhà nước', 14] }),
  ...kinds('leisure', {
    park: ['park', 'Công viên', 14],
    stadium: ['sport', 'Sân vận động', 14],
    sports_centre: ['sport', 'Trung tâm thể thao', 15],
  }),
  ...kinds('aeroway', { aerodrome: ['airport', 'Sân bay', 10] }),
  ...kinds('railway', { station: ['rail', 'Ga tàu', 12], halt: ['rail', 'Ga phụ', 14] }),
  ...kinds('highway', { bus_stop: ['bus', 'Trạm xe buýt', 16] }),
])
const KEYS = [...new Set([...POI_KINDS.keys()].map((tag) => tag.slice(0, tag.indexOf('='))))]
const WORSHIP: Readonly<Record<string, readonly [kind: string, label: string]>> = {
  buddhist: ['pagoda', 'Chùa'],
  christian: ['church', 'Nhà thờ'],
  caodaism: ['pagoda', 'Thánh thất Cao Đài'],
  muslim: ['mosque', 'Thánh đường Hồi giáo'],
}
const ANY_SHOP: PoiKind = { kind: 'shop', label: 'Cửa hàng', minzoom: 16 }

/** What kind of point of interest tags describe; undefined for none. */
export function poiKind(tags: Tags): PoiKind | undefined {
  if (tags.amenity === 'place_of_worship') {
    const [kind, label] = WORSHIP[tags.religion ?? ''] ?? ['pagoda', 'Đình, đền, nơi thờ tự']
    return { kind, label, minzoom: 14 }
  }
  for (const key of KEYS) {
    const found = tags[key] === undefined ? undefined : POI_KINDS.get(`${key}=${tags[key]}`)
    if (found) return found
  }
  return tags.shop !== undefined && tags.shop !== 'no' && tags.shop !== 'vacant' ? ANY_SHOP : undefined
}
