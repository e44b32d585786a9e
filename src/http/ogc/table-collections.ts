import type { Text } from '../../errors.ts'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { PublicTableName } from '../../store/copies/public-tables.ts'
import type { FeaturePages, PublicFeature } from '../../store/record/feature-pages.ts'
import type { Collection, Item } from './collection.ts'

const TITLES: Readonly<Record<PublicTableName, readonly [title: Text, description: Text, tiles: string]>> = {
  addresses: [
    { vi: 'Địa chỉ số', en: 'Addresses' },
    {
      vi: 'Mỗi địa chỉ là một điểm có mã riêng; thời gian là lúc sửa lần cuối.',
      en: 'Each address is a point with a code of its own; its time is that of its last change.',
    },
    'address',
  ],
  communes: [
    { vi: 'Xã, phường, thị trấn', en: 'Communes' },
    {
      vi: 'Các xã, phường hiện nay và trước đây; dùng datetime để chọn ngày có hiệu lực. Ranh giới đánh dấu area_approximate là gần đúng.',
      en: 'Communes of today and former ones; datetime chooses those in force on a day. Areas marked area_approximate are approximate.',
    },
    'commune',
  ],
  districts: [
    { vi: 'Huyện, thị xã, thành phố (cũ)', en: 'Former districts' },
    { vi: 'Cấp huyện, bỏ từ 1/7/2025.', en: 'Districts, abolished on 1 July 2025.' },
    'commune',
  ],
  provinces: [
    { vi: 'Tỉnh', en: 'Provinces' },
    { vi: 'Tỉnh hiện nay và trước đây.', en: 'The province of today and the former ones.' },
    'commune',
  ],
  streets: [
    { vi: 'Đường', en: 'Streets' },
    { vi: 'Tên đường và tuyến của đường nơi đã biết.', en: 'Streets, with their lines where known.' },
    'street',
  ],
  places: [
    { vi: 'Địa điểm', en: 'Places' },
    {
      vi: 'Cơ quan, trường, chợ và nơi có tên khác.',
      en: 'Offices, schools, markets and other named places.',
    },
    'place',
  ],
  hamlets: [
    { vi: 'Ấp, khu phố', en: 'Hamlets and quarters' },
    { vi: 'Điểm đại diện của ấp, khu phố.', en: 'One point for each hamlet or quarter.' },
    'place',
  ],
}

export interface TableCollectionParts {
  pages: FeaturePages
  /** First day of the data on units. */
  begins: string
}

/** The collections that are tables of the record. */
export function tableCollections({ pages, begins }: TableCollectionParts): Collection[] {
  return (Object.keys(TITLES) as PublicTableName[]).map((id) => {
    const { table, columns, time } = pages.tables[id]
    const [title, description, tiles] = TITLES[id]
    return {
      id,
      title,
      description,
      tiles,
      numbered: true,
      queryables: Object.fromEntries(Object.entries(columns).map(([name, [, type]]) => [name, type])),
      get extent() {
        return pages.extent(table)
      },
      ...(time ? { interval: [table === 'unit' ? begins : null, null] as const } : {}),
      *page(filter, { after, limit }) {
        const { features, more } = yield* pages.page(id, filter, { after: Number(after ?? 0), limit })
        const items: Item[] = []
        for (const feature of features) {
          items.push(item(feature))
          yield
        }
        return { items, more }
      },
      count: (filter) => pages.count(id, filter),
      item(featureId) {
        const feature = pages.feature(id, featureId)
        return feature && item(feature)
      },
    }
  })
}

function item({ row, id, geom, properties }: PublicFeature): Item {
  const geometry = (geom && decodeGeometry(geom)) ?? null
  return { id, geometry, properties, cursor: String(row) }
}
