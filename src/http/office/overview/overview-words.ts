import type { Text } from '../../../errors.ts'
import type { Column } from './overview-lines.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What the page of the overview says. */
export const WORDS = {
  title: text('Tổng quan thu thập', 'Overview of what was collected'),
  back: text('Tài khoản', 'Account'),
  lead: text(
    'Đã thu thập bao nhiêu, đủ đến đâu, so với số dự kiến. Nơi chưa có số dự kiến thì ghi dấu gạch.',
    'How much was collected, how complete it is, beside the number expected. Where nobody has said one there is a dash.',
  ),
  none: text('Tài khoản này không phụ trách xã, phường nào.', 'This account is responsible for no commune.'),
  all: text('Tất cả các xã, phường', 'All communes'),
  every: text('Cộng', 'Together'),
  filter: text('Loại đối tượng', 'Class of objects'),
  allClasses: text('Mọi loại', 'All classes'),
  paint: text('Bản đồ tô theo', 'The map shows'),
  show: text('Xem', 'Show'),
  csv: text('Tải bảng CSV', 'Download as CSV'),
  map: text('Bản đồ các xã, phường', 'Map of the communes'),
  unknown: text('chưa biết', 'not known'),
  communes: text('Theo xã, phường', 'By commune'),
  commune: text('Xã, phường', 'Commune'),
  classes: text('Theo loại', 'By class'),
  class: text('Loại', 'Class'),
  hamlets: text('Theo ấp, khu phố', 'By hamlet'),
  hamlet: text('Ấp, khu phố', 'Hamlet'),
  noHamlets: text('Chưa địa chỉ nào có ấp, khu phố.', 'No address has a hamlet yet.'),
  offices: text('Ai đã thu thập', 'Who collected'),
  office: text('Đơn vị', 'Office'),
  server: text('Nhập từ tệp', 'Imported from files'),
  outside: text('Chương trình khác (QGIS…)', 'Another program (QGIS…)'),
  nobody: text('Không rõ', 'Not known'),
  say: text('Số dự kiến', 'Number expected'),
  sayLead: text(
    'Số đối tượng phải có, theo tài liệu nào và ngày nào. Để trống số là rút lại. Số cũ vẫn được giữ trong lịch sử.',
    'How many there should be, by which document of which day. No number takes it back. Earlier ones are kept.',
  ),
  whole: text('Cả xã, phường', 'The whole commune'),
  count: text('Số đối tượng', 'How many'),
  source: text('Theo tài liệu', 'By which document'),
  date: text('Ngày của tài liệu', 'Day of the document'),
  save: text('Lưu', 'Save'),
  saved: text('Đã lưu số dự kiến.', 'The number was saved.'),
  change: text('sửa', 'change'),
  by: text('theo', 'by'),
} as const

/** Columns as the heads of tables name them. */
export const COLUMN_WORDS: Readonly<Record<Column, Text>> = {
  collected: text('Đã thu thập', 'Collected'),
  expected: text('Dự kiến', 'Expected'),
  share: text('Đạt', 'Share'),
  basic: text('Đủ trường cơ bản', 'Basic fields whole'),
  advanced: text('Đủ trường nâng cao', 'Advanced fields whole'),
  created: text('Mới lập', 'Created'),
  verified: text('Đã xác minh', 'Verified'),
  official: text('Đã có quyết định', 'Official'),
  with_contact: text('Có liên hệ', 'With contact'),
  without_code: text('Chưa có mã', 'Without code'),
  duplicates: text('Nghi trùng', 'Duplicates'),
  outside: text('Ngoài ranh giới', 'Outside the boundary'),
  oldest_open: text('Việc chờ lâu nhất', 'Oldest open item'),
}
