import type { Text } from '../../../errors.ts'
import type { Language } from '../../edge/language.ts'
import type { Collection } from '../collection.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What the properties of the collections of the record are called on pages. */
const TITLES: Readonly<Record<string, Text>> = {
  code: text('Mã', 'Code'),
  ndas: text('Mã quốc gia', 'National code'),
  class: text('Loại', 'Class'),
  name: text('Tên', 'Name'),
  full_name: text('Tên đầy đủ', 'Full name'),
  alt_names: text('Tên gọi khác', 'Other names'),
  house_number: text('Số nhà', 'House number'),
  street: text('Đường, hẻm', 'Street'),
  hamlet: text('Ấp, khu phố', 'Hamlet'),
  group: text('Tổ', 'Group'),
  commune_code: text('Mã xã, phường', 'Code of the commune'),
  former_commune_code: text('Mã xã, phường cũ', 'Code of the former commune'),
  district_code: text('Mã huyện cũ', 'Code of the former district'),
  parent_code: text('Thuộc đơn vị có mã', 'Code of the unit above'),
  postcode: text('Mã bưu chính', 'Postal code'),
  position: text('Vị trí của điểm', 'What the point marks'),
  status: text('Tình trạng', 'State'),
  updated_at: text('Sửa lần cuối', 'Last changed'),
  accuracy: text('Độ chính xác', 'Accuracy'),
  source: text('Nguồn', 'Source'),
  category: text('Nhóm', 'Category'),
  kind: text('Loại', 'Kind'),
  importance: text('Mức quan trọng', 'Importance'),
  description: text('Mô tả', 'Description'),
  level: text('Cấp', 'Level'),
  type: text('Loại', 'Type'),
  valid_from: text('Có từ ngày', 'Valid from'),
  valid_to: text('Đến ngày', 'Valid to'),
  basis: text('Căn cứ pháp lý', 'Legal basis'),
  centre_lon: text('Kinh độ của tâm', 'Longitude of the centre'),
  centre_lat: text('Vĩ độ của tâm', 'Latitude of the centre'),
  area_km2: text('Diện tích, km²', 'Area, km²'),
  area_source: text('Nguồn của ranh giới', 'Source of the boundary'),
  area_date: text('Ngày của ranh giới', 'Date of the boundary'),
  area_approximate: text('Ranh giới gần đúng', 'Boundary is approximate'),
  address: text('Địa chỉ số', 'Address'),
  commune: text('Xã, phường', 'Commune'),
  period: text('Kỳ', 'Period'),
  subject: text('Nội dung', 'Subject'),
  count: text('Số ca', 'Cases'),
  rate: text('Trên 100.000 dân', 'Per 100,000 people'),
  suppressed: text('Số nhỏ, không công bố', 'Small, not published'),
}

/** What a property is called: as its agency titles it, else in words where they are known, else by its name. */
export function fieldTitle(name: string, { titles }: Pick<Collection, 'titles'>, language: Language): string {
  const own = titles && Object.hasOwn(titles, name) ? titles[name] : undefined
  const title = own?.[language] ?? own?.vi
  if (typeof title === 'string' && title !== '') return title
  return Object.hasOwn(TITLES, name) ? TITLES[name]![language] : name
}
