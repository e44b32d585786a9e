import type { Text } from '../../../errors.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What the page on which many objects are declared at once says. */
export const WORDS = {
  title: text('Khai báo nhiều đối tượng bằng bảng', 'Declare many objects by a table'),
  lead: text(
    'Cho tổ chức có nhiều nhà, công trình. Bảng được kiểm tra từng dòng trước khi gửi; mỗi dòng là một khai báo có biên nhận, xã, phường xem xét rồi mới cấp mã.',
    'For organisations with many houses or structures. Each row is checked before it is sent, becomes a declaration with a receipt, and is looked at by its commune before a code is given.',
  ),
  file: text('Bảng CSV hoặc Excel (.xlsx), đến 500 dòng', 'CSV or Excel (.xlsx), up to 500 rows'),
  columns: text(
    'Dòng đầu là tên cột: lat, lon (bắt buộc); class, house_number, street, hamlet, group, name, commune_code, text. Tên tiếng Việt cũng được: vĩ độ, kinh độ, loại, số nhà, đường, ấp, tổ, tên, mã xã, ghi chú.',
    'The first row names the columns: lat, lon (needed); class, house_number, street, hamlet, group, name, commune_code, text.',
  ),
  check: text('Kiểm tra bảng', 'Check the table'),
  report: text('Báo cáo từng dòng', 'Report by line'),
  good: text('dòng gửi được', 'rows can be sent'),
  bad: text('dòng phải sửa', 'rows must be mended'),
  line: text('Dòng', 'Line'),
  what: text('Đối tượng', 'Object'),
  result: text('Kết quả', 'Result'),
  ok: text('được', 'good'),
  send: text('Gửi các dòng được', 'Send the good rows'),
  nothingSent: text(
    'Chưa gửi gì. Dòng phải sửa không được gửi.',
    'Nothing was sent yet. Rows to be mended are not sent.',
  ),
  sent: text('Đã gửi', 'Sent'),
  receipts: text('Biên nhận từng dòng', 'Receipts by line'),
  keep: text(
    'Hãy lưu hoặc in trang này: số biên nhận chỉ hiện một lần.',
    'Save or print this page: the numbers are shown this once.',
  ),
  again: text('Gửi bảng khác', 'Another table'),
} as const
