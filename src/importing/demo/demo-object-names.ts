import type { SeededRandom } from './seeded-random.ts'

const SHOPS = [
  'Tạp hóa',
  'Quán cà phê',
  'Nhà thuốc',
  'Tiệm vàng',
  'Cửa hàng vật liệu xây dựng',
  'Quán cơm',
  'Tiệm may',
  'Cửa hàng xe máy',
  'Nhà nghỉ',
  'Cây xăng',
]
const SHOP_NAMES = [
  'Hoa Mai',
  'Hương Sen',
  'Tân Phát',
  'Thành Công',
  'An Khang',
  'Phước Lộc',
  'Hạnh Phúc',
  'Bình Minh',
  'Vàm Cỏ',
  'Đồng Tháp',
  'Minh Tâm',
  'Kim Ngân',
]
const OTHERS = ['Miếu Bà Ngũ Hành', 'Nghĩa trang nhân dân', 'Đình thần', 'Nhà thờ họ', 'Sân bóng']

/** A name for an object of classes 2–5; homes (class 1) have none. */
export function objectName(objectClass: number, hamlet: string, random: SeededRandom): string | null {
  switch (objectClass) {
    case 2:
      return `${random.pick(['Văn phòng', 'Nhà văn hóa', 'Trụ sở Công an', 'Trụ sở Ban chỉ huy quân sự'])} ${hamlet}`
    case 3:
      return `${random.pick(SHOPS)} ${random.pick(SHOP_NAMES)}`
    case 4:
      return `${random.pick(['Cầu Kênh', 'Trạm bơm số', 'Trạm biến áp', 'Cống số'])} ${random.integer(1, 40)}`
    case 5:
      return `${random.pick(OTHERS)} ${hamlet}`
    default:
      return null
  }
}
