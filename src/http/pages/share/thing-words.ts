import type { Text } from '../../../errors.ts'

/** What pages, pictures and sheets of things say. */
export const THING_WORDS = {
  copy: { vi: 'Chép địa chỉ', en: 'Copy the address' },
  copied: { vi: 'Đã chép', en: 'Copied' },
  share: { vi: 'Chia sẻ', en: 'Share' },
  map: { vi: 'Mở trên bản đồ', en: 'Open on the map' },
  sheet: { vi: 'Giấy địa chỉ (PDF)', en: 'Address sheet (PDF)' },
  certificate: { vi: 'Giấy xác nhận (cán bộ)', en: 'Certificate (officers)' },
  correct: { vi: 'Đề nghị sửa địa chỉ này', en: 'Propose a correction' },
  desk: { vi: 'Bàn làm việc (cán bộ)', en: 'Desk (officers)' },
  history: { vi: 'Lịch sử (cán bộ)', en: 'History (officers)' },
  print: { vi: 'In trang này', en: 'Print this page' },
  picture: { vi: 'Bản đồ quanh {head}', en: 'Map around {head}' },
  qr: { vi: 'Mã QR mở trang này', en: 'QR code that opens this page' },
  code: { vi: 'Mã địa chỉ số', en: 'Address code' },
  unitCode: { vi: 'Mã đơn vị', en: 'Unit code' },
  ndas: { vi: 'Mã quốc gia', en: 'National code' },
  former: { vi: 'Địa chỉ trước đây', en: 'Former address' },
  formerUnit: { vi: 'Trước đây', en: 'Formerly' },
  formerOneOf: { vi: 'Trước đây có thể là một trong', en: 'Formerly possibly one of' },
  formerAll: { vi: 'Được lập từ', en: 'Made from' },
  until: { vi: 'Đến hết ngày {date}, theo Nghị quyết {basis}.', en: 'Until {date}, by Resolution {basis}.' },
  more: { vi: 'Còn {n} đơn vị khác.', en: '{n} more.' },
  status: { vi: 'Tình trạng', en: 'Status' },
  class: { vi: 'Loại đối tượng', en: 'Object class' },
  coordinates: { vi: 'Toạ độ', en: 'Coordinates' },
  plusCode: { vi: 'Plus code', en: 'Plus code' },
  postcode: { vi: 'Mã bưu chính', en: 'Postal code' },
  demo: {
    vi: 'Dữ liệu minh hoạ: số nhà và mã không có thật, đừng dùng cho giấy tờ.',
    en: 'Demonstration data: house numbers and codes are made up, not for papers.',
  },
  retired: { vi: 'Địa chỉ này đã hết hiệu lực.', en: 'This address is retired.' },
  retiredCode: {
    vi: 'Mã {code} không còn dùng nữa. Mã ấy từng thuộc về địa chỉ dưới đây.',
    en: 'The code {code} is no longer in use. It was that of the address below.',
  },
  next: { vi: 'Được thay bằng', en: 'Replaced by' },
  noCode: { vi: 'Không có mã {code}', en: 'There is no code {code}' },
  noThing: { vi: 'Liên kết này không dẫn đến đâu', en: 'This link leads nowhere' },
  noThingText: {
    vi: 'Không có gì mang định danh này, hoặc nó không còn chỉ đúng một đối tượng. Hãy tìm lại theo tên.',
    en: 'Nothing has this id, or it does not mean one thing alone any more. Search by its name.',
  },
  meant: { vi: 'Có phải bạn muốn mở', en: 'Did you mean' },
  search: { vi: 'Tìm địa chỉ, đường, xã hoặc mã', en: 'Find an address, street, commune or code' },
  find: { vi: 'Tìm', en: 'Find' },
} as const satisfies Record<string, Text>

export const KINDS: Readonly<Record<string, Text>> = {
  house: { vi: 'Địa chỉ', en: 'Address' },
  street: { vi: 'Đường', en: 'Street' },
  hamlet: { vi: 'Ấp, khu phố', en: 'Hamlet or quarter' },
  place: { vi: 'Địa điểm', en: 'Place' },
  commune: { vi: 'Xã, phường', en: 'Commune, ward' },
  district: { vi: 'Cấp huyện trước 1/7/2025', en: 'District until 30 June 2025' },
  province: { vi: 'Tỉnh', en: 'Province' },
  point: { vi: 'Toạ độ', en: 'Coordinates' },
  postal: { vi: 'Mã bưu chính', en: 'Postal code' },
  pluscode: { vi: 'Plus code', en: 'Plus code' },
}

export const STATES: Readonly<Record<string, Text>> = {
  official: { vi: 'Chính thức', en: 'Official' },
  verified: { vi: 'Đã xác thực', en: 'Verified' },
  created: { vi: 'Đã tạo lập, chưa xác thực', en: 'Created, not yet verified' },
  alternative: { vi: 'Cách ghi khác của một địa chỉ', en: 'Another form of an address' },
  retired: { vi: 'Đã hết hiệu lực', en: 'Retired' },
}

export const CLASSES: Readonly<Record<number, Text>> = {
  1: { vi: 'Nhà ở cá nhân, hộ gia đình', en: 'Private home, household' },
  2: { vi: 'Trụ sở cơ quan, tổ chức', en: 'Office of an authority or organisation' },
  3: { vi: 'Các cơ sở dân sinh, kinh tế xã hội', en: 'Social or business establishment' },
  4: { vi: 'Các công trình giao thông, xây dựng', en: 'Transport or building structure' },
  5: { vi: 'Các đối tượng khác', en: 'Other object' },
}

/** A sentence in a language, its `{name}`s replaced. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
