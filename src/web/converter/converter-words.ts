import { CONVERSION_WORDS } from '../../text/words/conversion-words.ts'

/** What the converter says: Vietnamese first, English second. */
export const CONVERTER_WORDS = {
  title: ['Đổi địa chỉ cũ ↔ mới', 'Old ↔ new addresses'],
  lead: [
    'Dán một hoặc nhiều địa chỉ, mỗi dòng một địa chỉ. Kết quả kèm văn bản pháp lý; chỗ chưa chắc chắn được nói rõ, không đoán.',
    'Paste one or many addresses, one a line. Each result comes with its legal document; what is not certain is said, not guessed.',
  ],
  addresses: ['Địa chỉ cần đổi', 'Addresses to convert'],
  direction: ['Chiều đổi', 'Direction'],
  toCurrent: ['Cũ → hiện nay', 'Former → today'],
  toFormer: ['Hiện nay → cũ', 'Today → former'],
  run: ['Chuyển đổi', 'Convert'],
  example: ['Dùng ví dụ', 'Use an example'],
  running: ['Đang chuyển đổi…', 'Converting…'],
  privacy: [
    'Địa chỉ bạn dán chỉ được gửi tới máy chủ của trang này để chuyển đổi, không được lưu.',
    'What you paste goes only to the server of this page to be converted; it is not kept.',
  ],
  results: ['Kết quả', 'Results'],
  done: [
    'Đã đổi {n} địa chỉ: {sure} chắc chắn, {check} cần kiểm tra.',
    '{n} addresses converted: {sure} certain, {check} to be checked.',
  ],
  empty: ['Hãy nhập ít nhất một địa chỉ.', 'Please enter at least one address.'],
  tooMany: [
    'Có {n} dòng; mỗi lần đổi được nhiều nhất {max} dòng.',
    'There are {n} lines; at most {max} can be converted at a time.',
  ],
  tooLong: ['Dòng {line} dài quá {max} ký tự.', 'Line {line} is longer than {max} characters.'],
  copyAll: ['Chép bảng kết quả', 'Copy the table'],
  download: ['Tải tệp CSV', 'Download CSV'],
  mapArea: ['Bản đồ các xã, phường kết quả', 'Map of the resulting communes'],
  mapKeys: ['Phím mũi tên: di chuyển. + và −: phóng to, thu nhỏ.', 'Arrow keys: move. + and −: zoom.'],
  mapLoading: ['Đang mở bản đồ…', 'Opening the map…'],
  mapFailed: ['Trình duyệt này không mở được bản đồ.', 'This browser cannot show the map.'],
  written: ['Bạn nhập', 'As entered'],
  none: ['Không tìm thấy đơn vị nào khớp.', 'No unit matches.'],
  part: ['một phần', 'a part'],
  possible: ['có thể', 'possibly'],
  unchanged: ['Không thay đổi.', 'Not changed.'],
  step: ['{from} → {to}: {date}, {basis}', '{from} → {to}: {date}, {basis}'],
  fileName: ['doi-dia-chi', 'converted-addresses'],

  ...CONVERSION_WORDS,

  'column.line': ['Dòng', 'Line'],
  'column.input': ['Địa chỉ đã nhập', 'Address entered'],
  'column.grade': ['Mức', 'Grade'],
  'column.result': ['Kết quả', 'Result'],
  'column.code': ['Mã xã', 'Commune code'],
  'column.commune': ['Xã, phường', 'Commune'],
  'column.district': ['Huyện', 'District'],
  'column.province': ['Tỉnh', 'Province'],
  'column.basis': ['Căn cứ', 'Legal basis'],
  'column.warnings': ['Lưu ý', 'Remarks'],
} as const satisfies Record<string, readonly [string, string]>

export type ConverterWord = keyof typeof CONVERTER_WORDS
