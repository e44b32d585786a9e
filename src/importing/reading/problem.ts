import type { Text } from '../../errors.ts'

/** Why a row, or a whole file, was refused. */
export interface ImportProblem {
  code: ProblemCode
  /** Column it is about; empty when it is the row as a whole. */
  field: string
  /** What stood there, shortened. */
  value: string
  /** The rule in a few words, in English where it has words: a range, a pattern, a list. */
  rule: string
  message: Text
}

/** A file that cannot be imported at all. */
export class ImportError extends Error {
  constructor(
    readonly problem: ImportProblem,
    options?: ErrorOptions,
  ) {
    super(`${problem.message.vi} · ${problem.message.en}`, options)
  }
}

type Sentence = (field: string, value: string, rule: Text) => Text
const text =
  (vi: string, en: string): Sentence =>
  (field, value, rule) => {
    const fill = (template: string, rule: string) =>
      template.replace(/\{(field|value|rule)\}/g, (_, key: 'field' | 'value' | 'rule') =>
        key === 'field' ? field : key === 'value' ? value : rule,
      )
    return { vi: fill(vi, rule.vi), en: fill(en, rule.en) }
  }

const SENTENCES = {
  unreadable: text('Không đọc được tệp: {value}.', 'The file cannot be read: {value}.'),
  format: text(
    'Tệp {value} không thuộc loại đọc được: {rule}.',
    'The file {value} is of no known kind: {rule}.',
  ),
  'missing-position': text(
    'Không thấy cột toạ độ ({field}); tệp có các cột: {value}; cần {rule}.',
    'There is no column of coordinates ({field}); the file has: {value}; needed: {rule}.',
  ),
  'no-place': text(
    'Không chắc "{value}" ở đâu; có thể là: {rule}.',
    'It is not certain where "{value}" is; perhaps: {rule}.',
  ),
  'no-layer': text(
    'Trong tệp không có lớp hay trang "{value}"; có: {rule}.',
    'The file has no layer or sheet "{value}"; there are: {rule}.',
  ),
  'which-layer': text(
    'Tệp có nhiều lớp ({value}); chọn một bằng {rule}.',
    'The file has several layers ({value}); choose one with {rule}.',
  ),
  xml: text(
    'XML hỏng: {value}; những gì đứng trước vẫn được nạp.',
    'The XML is damaged: {value}; what came before is loaded.',
  ),
  encoding: text(
    'Chữ không phải UTF-8 ({value}); hãy lưu lại tệp bằng UTF-8.',
    'The text is not UTF-8 ({value}); save the file as UTF-8.',
  ),
  'missing-column': text('Thiếu cột {field}; cần {rule}.', 'The column {field} is missing; needed: {rule}.'),
  'duplicate-column': text(
    'Cột {field} xuất hiện hai lần: {value}.',
    'The column {field} comes twice: {value}.',
  ),
  quote: text(
    'Dấu ngoặc kép mở mà không đóng, hoặc có chữ sau dấu đóng: {value}.',
    'A quote is opened and not closed, or text follows a closing quote: {value}.',
  ),
  columns: text('Dòng có {value} cột; cần {rule}.', 'The row has {value} columns; it must have {rule}.'),
  'too-long': text(
    '{field} quá dài ({value}); nhiều nhất {rule}.',
    '{field} is too long ({value}); at most {rule}.',
  ),
  json: text('Không phải JSON hợp lệ: {value}.', 'This is not valid JSON: {value}.'),
  'cut-off': text(
    'Tệp bị cắt cụt sau {value}; các dòng trước đó vẫn được nạp.',
    'The file is cut off after {value}; what came before is loaded.',
  ),
  crs: text(
    'Hệ toạ độ {value} không phải WGS 84; hãy chuyển sang {rule}.',
    'The coordinates are in {value}, not WGS 84; convert them to {rule}.',
  ),
  required: text('Thiếu {field}; cần {rule}.', '{field} is missing; needed: {rule}.'),
  number: text(
    '{field} "{value}" không phải là số; cần {rule}.',
    '{field} "{value}" is not a number; needed: {rule}.',
  ),
  value: text(
    '{field} "{value}" không hợp lệ; cần {rule}.',
    '{field} "{value}" is not valid; needed: {rule}.',
  ),
  range: text('{field} {value} nằm ngoài khoảng {rule}.', '{field} {value} is outside {rule}.'),
  'swapped-coordinates': text(
    'Kinh độ và vĩ độ có vẻ bị đảo ({value}): hãy đổi chỗ hai cột lon và lat.',
    'Longitude and latitude seem to be swapped ({value}): exchange the columns lon and lat.',
  ),
  'projected-coordinates': text(
    'Toạ độ {value} là mét (VN-2000?); cần độ WGS 84: {rule}.',
    'The coordinates {value} are metres (VN-2000?); degrees of WGS 84 are needed: {rule}.',
  ),
  'unnamed-crs': text(
    'Toạ độ {value} là mét nhưng tệp không nêu hệ toạ độ; hãy nêu bằng --crs, có lẽ là: {rule}.',
    'The coordinates {value} are metres, but the file does not name their system; name it with --crs, perhaps: {rule}.',
  ),
  'unknown-crs': text(
    'Không biết hệ toạ độ {value}; các hệ đọc được: {rule}.',
    'The coordinate system {value} is not known; known are {rule}.',
  ),
  'not-metres': text(
    'Toạ độ {value} không phải là mét của {rule}.',
    'The coordinates {value} are not metres of {rule}.',
  ),
  'swapped-axes': text(
    'Toạ độ {value} có vẻ bị đảo (bắc trước đông) trong {rule}: hãy đổi chỗ hai cột.',
    'The coordinates {value} seem to be north before east in {rule}: exchange the two columns.',
  ),
  'out-of-province': text(
    'Toạ độ {value} nằm ngoài tỉnh ({rule}).',
    'The position {value} is outside the province ({rule}).',
  ),
  'far-outside': text(
    'Toạ độ {value} cách xã ghi trong dòng quá xa ({rule}).',
    'The position {value} is too far outside the commune that the row names ({rule}).',
  ),
  'unknown-unit': text(
    'Không có đơn vị {field} {value}; {rule}.',
    'There is no unit {field} {value}; {rule}.',
  ),
  'name-mismatch': text(
    'Mã {field} trong hồ sơ là "{rule}", không phải "{value}".',
    'The code {field} is "{rule}" in the record, not "{value}".',
  ),
  ended: text(
    '{field} {value} đã nhập vào nơi khác hoặc đã hết ({rule}).',
    '{field} {value} was merged or has ended ({rule}).',
  ),
  'split-unit': text(
    'Đơn vị cũ {value} đã chia thành {rule}; toạ độ không nằm trong đơn vị nào trong số đó.',
    'The former unit {value} was divided into {rule}; the position lies in none of them.',
  ),
  'check-digit': text('{field} {value} sai: {rule}.', '{field} {value} is wrong: {rule}.'),
  duplicate: text(
    '{field} {value} đã có ở dòng khác của tệp này.',
    '{field} {value} stands in another row of this file.',
  ),
  taken: text('{field} {value} đã thuộc về {rule}.', '{field} {value} belongs to {rule} already.'),
  'geometry-type': text('Hình học là {value}; cần {rule}.', 'The geometry is {value}; needed: {rule}.'),
  'self-intersection': text(
    'Đường biên của vùng tự cắt tại {value}; {rule}.',
    'The outline of the area crosses itself at {value}; {rule}.',
  ),
  'reserved-name': text(
    'Tên trường "{field}" được dành riêng; hãy đổi tên ({rule}).',
    'The field name "{field}" is reserved; rename it ({rule}).',
  ),
  'unknown-layer': text(
    'Không có lớp "{value}" (có: {rule}); để tạo lớp mới, hãy nêu --title-vi.',
    'There is no layer "{value}" (there are {rule}); name --title-vi to make it.',
  ),
  'no-points': text(
    'Bảng số liệu không nhận vị trí ({field}): chỉ số đếm theo xã và kỳ ({rule}).',
    'A table of counts takes no positions ({field}): only numbers by commune and period ({rule}).',
  ),
  total: text(
    '{field} "{value}" là số cộng, có thể làm lộ số nhỏ; lớp này có {rule}.',
    '{field} "{value}" is a sum, which could give small numbers away; this layer has {rule}.',
  ),
  'unknown-address': text(
    'Không có địa chỉ {value} ({field}); cần {rule}.',
    'There is no address {value} ({field}); needed: {rule}.',
  ),
  'house-number': text(
    '{field} "{value}" không phải số nhà ({rule}); chữ được giữ trong raw_text, không công bố.',
    '{field} "{value}" is no house number ({rule}); the text is kept in raw_text and not published.',
  ),
  contact: text(
    '{field} "{value}" có vẻ chứa {rule}; ô này không được công bố.',
    '{field} "{value}" seems to hold {rule}; this cell is not published.',
  ),
  person: text(
    '{field} "{value}" có vẻ là tên người ({rule}); ô này không được công bố.',
    '{field} "{value}" seems to name a person ({rule}); this cell is not published.',
  ),
  proposed: text(
    '{field} "{value}" là của phiên bản trước; địa chỉ được nạp là "{rule}".',
    '{field} "{value}" is of an older version; the address is loaded as "{rule}".',
  ),
  'not-decided': text(
    '{field} "{value}" cần quyết định (--decision SỐ NGÀY); địa chỉ được nạp là "{rule}".',
    '{field} "{value}" needs a decision (--decision NUMBER DATE); the address is loaded as "{rule}".',
  ),
  certified: text(
    'Địa chỉ đã được xác thực hoặc chính thức, tệp không sửa được ({rule}): {field} "{value}".',
    'The address is verified or official and not changed by a file ({rule}): {field} "{value}".',
  ),
  'not-certifiable': text(
    'Địa chỉ {value} ở tình trạng "{rule}", không thể thành chính thức.',
    'The address {value} is "{rule}" and cannot become official.',
  ),
  reveals: text(
    'Bản này làm lộ {value} số đã ẩn: {rule}. Không có --replace thì số đã ẩn vẫn ẩn; vẫn muốn công bố thì nêu --reveal "lý do".',
    'This edition gives {value} hidden numbers away: {rule}. Without --replace what was hidden stays hidden; to publish all the same, name a --reveal "reason".',
  ),
  'lower-threshold': text(
    'Ngưỡng {value} thấp hơn ngưỡng {rule} của các bản trước; vẫn muốn hạ thì nêu --reveal "lý do".',
    'The threshold {value} is lower than {rule} of earlier editions; to lower it all the same, name a --reveal "reason".',
  ),
  'osm-format': text('Không nhập được {value}: {rule}.', '{value} cannot be imported: {rule}.'),
  'osm-cut-off': text(
    'Tệp {value} bị cắt cụt: {rule}; bản đồ nền giữ nguyên.',
    'The file {value} is cut off: {rule}; the base map stays as it was.',
  ),
  'osm-damaged': text(
    'Tệp {value} bị hỏng: {rule}; bản đồ nền giữ nguyên.',
    'The file {value} is damaged: {rule}; the base map stays as it was.',
  ),
  'osm-elsewhere': text(
    'Tệp {value} không phủ lên tỉnh: {rule}; bản đồ nền giữ nguyên.',
    'The file {value} does not reach the province: {rule}; the base map stays as it was.',
  ),
  'osm-too-large': text(
    'Tệp {value} có quá nhiều nút trong tỉnh: {rule}; hãy cắt nhỏ bằng "osmium extract".',
    'The file {value} has too many nodes in the province: {rule}; cut it by "osmium extract".',
  ),
  'demo-row': text(
    'Dòng minh hoạ (source: demo) không được trộn với dữ liệu thật.',
    'A demonstration row (source: demo) is not mixed with real data.',
  ),
} as const satisfies Record<string, Sentence>

export type ProblemCode = keyof typeof SENTENCES

/** The rule of a code that is so many digits. */
export function digits(count: string): Text {
  return { vi: `${count} chữ số`, en: `${count} digits` }
}

/** Longest value quoted in a problem. */
const QUOTED = 60

/**
 * A problem with its sentences; long values are shortened and control characters shown as "?".
 *
 * @param rule one text where it reads the same in both languages
 */
export function problem(
  code: ProblemCode,
  field: string,
  value: unknown,
  rule: string | Text = '',
): ImportProblem {
  const quoted = shorten(String(value))
  const words = typeof rule === 'string' ? { vi: rule, en: rule } : rule
  return { code, field, value: quoted, rule: words.en, message: SENTENCES[code](field, quoted, words) }
}

function shorten(value: string): string {
  const shown = value.length > QUOTED ? `${value.slice(0, QUOTED)}… (${value.length})` : value
  return shown.replace(/\p{C}/gu, '?')
}
