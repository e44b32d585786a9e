import type { Text } from '../../../errors.ts'
import { decodeGeometry } from '../../../geo/geopackage-geometry.ts'
import type { PublicTableName } from '../../../store/copies/public-tables.ts'
import type {
  FeatureCursor,
  FeatureOrder,
  FeaturePages,
  PublicFeature,
} from '../../../store/record/features/feature-pages.ts'
import type { FeatureTotals } from '../../../store/record/features/feature-totals.ts'
import { addressLabel } from '../../../text/address-label.ts'
import type { Collection, Item } from '../collection.ts'

const TITLES: Readonly<Record<PublicTableName, readonly [title: Text, description: Text, tiles: string]>> = {
  addresses: [
    { vi: 'Địa chỉ số', en: 'Addresses' },
    {
      vi: 'Mỗi địa chỉ là một điểm có mã riêng; thời gian là lúc sửa lần cuối.',
      en: 'Each address is a point with a code of its own; its time is that of its last change.',
    },
    'address',
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

/** An address is called by what stands in it, down to its number. */
const ADDRESS_NAMING: NonNullable<Collection['naming']> = {
  fields: ['name', 'house_number', 'street', 'group', 'hamlet'],
  name({ name, house_number: houseNumber, street, group, hamlet }) {
    const of = (value: unknown) => (typeof value === 'string' ? value : undefined)
    return addressLabel({
      name: of(name),
      houseNumber: of(houseNumber),
      street: of(street),
      group: of(group),
      hamlet: of(hamlet),
      units: [],
    })
  },
}

export interface TableCollectionParts {
  pages: FeaturePages
  totals: FeatureTotals
}

/** The collections that are tables of the record. */
export function tableCollections({ pages, totals }: TableCollectionParts): Collection[] {
  return (Object.keys(TITLES) as PublicTableName[]).map((id) => {
    const { columns, sorted, time } = pages.tables[id]
    const [title, description, tiles] = TITLES[id]
    return {
      id,
      title,
      description,
      tiles,
      sorted,
      queryables: Object.fromEntries(Object.entries(columns).map(([name, [, type]]) => [name, type])),
      ...(time ? { interval: [null, null] as const } : {}),
      ...(id === 'addresses' ? { naming: ADDRESS_NAMING } : {}),
      total: () => totals.ofTable(id),
      *looks(filter, { after, order, first }) {
        const from = after === undefined ? undefined : readCursor(after, order)
        // One more than wanted tells whether others follow.
        const looks = pages.looks(id, filter, { after: from, order, ...(first ? { first: first + 1 } : {}) })
        for (const { looked, cursor, feature } of looks)
          yield {
            looked,
            ...(cursor === undefined ? {} : { cursor: JSON.stringify(cursor) }),
            ...(feature ? { item: item(feature) } : {}),
          }
      },
      count: (filter, most) => pages.count(id, filter, most),
      isCursor: (text, order) => readCursor(text, order) !== undefined,
      item(featureId) {
        const feature = pages.feature(id, featureId)
        return feature && item(feature)
      },
    }
  })
}

/** Digits of the largest row number. */
const ROW = /^\d{1,16}$/

/** Where a cursor leads: a row number, or in an order a value and a row number. */
function readCursor(text: string, order: FeatureOrder | undefined): FeatureCursor | undefined {
  if (!order) return ROW.test(text) ? Number(text) : undefined
  try {
    const cursor: unknown = JSON.parse(text)
    if (!Array.isArray(cursor) || cursor.length !== 2 || !ROW.test(String(cursor[1]))) return undefined
    return cursor[0] === null || typeof cursor[0] === 'string' ? [cursor[0], Number(cursor[1])] : undefined
  } catch {
    return undefined
  }
}

function item({ id, geom, properties }: PublicFeature): Item {
  let decoded: Item['geometry'] | undefined
  return {
    id,
    properties,
    get geometry() {
      decoded ??= (geom && decodeGeometry(geom)) ?? null
      return decoded
    },
  }
}
