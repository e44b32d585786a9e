import type { Text } from '../../../errors.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** Words of the pages on which citizens declare an address and follow it. */
export const WORDS = {
  declare: text('Khai báo địa chỉ', 'Declare an address'),
  lead: text(
    'Cho nhà, cơ quan, công trình chưa có địa chỉ số. Không cần tài khoản; xã, phường xem xét rồi mới cấp mã.',
    'For a house, office or structure without a digital address. No account needed; the commune looks at it before a code is given.',
  ),
  correct: text('Đề nghị sửa một địa chỉ', 'Propose a correction of an address'),
  correctLead: text(
    'Sửa những mục sai, để nguyên mục đúng. Không cần tài khoản; xã, phường xem xét rồi mới sửa.',
    'Change what is wrong and leave the rest. No account needed; the commune looks at it before anything changes.',
  ),
  correctHere: text(
    'Chạm bản đồ vào đúng lối vào nhà nếu vị trí sai; đúng rồi thì để nguyên.',
    'Tap the entrance on the map where the place is wrong; else leave it.',
  ),
  elsewhere: text(
    'Sai xã, phường? Viết ở ô ghi thêm: chỉ cán bộ chuyển địa chỉ sang xã khác.',
    'The wrong commune? Say so in the remark: only an officer moves an address to another.',
  ),
  sendCorrection: text('Gửi đề nghị sửa', 'Send the correction'),
  where: text('Ở đâu?', 'Where is it?'),
  mine: text('Vị trí của tôi', 'My position'),
  mineHint: text(
    'Chỉ hỏi vị trí khi bạn bấm nút; đứng tại cửa thì đúng nhất.',
    'Your position is asked for only when you press this; at the door it is most exact.',
  ),
  find: text('Tìm đường, ấp, nhà bên cạnh', 'Search the street, hamlet or the house beside it'),
  search: text('Tìm', 'Search'),
  choose: text(
    'Chọn nơi gần nhất; trên bản đồ kéo lại cho đúng sau.',
    'Take the nearest one; it is moved on the map afterwards.',
  ),
  none: text(
    'Không tìm thấy. Hãy thử tên đường, ấp hoặc xã.',
    'Nothing found. Try the name of the street, hamlet or commune.',
  ),
  coordinates: text('Tôi biết toạ độ', 'I know the coordinates'),
  lat: text('Vĩ độ', 'Latitude'),
  lon: text('Kinh độ', 'Longitude'),
  goOn: text('Tiếp tục', 'Go on'),
  outside: text(
    'Điểm này ngoài địa bàn của máy chủ: hãy chọn lại.',
    'This point is outside of the area of this server: choose another.',
  ),
  place: text('Vị trí', 'Position'),
  noNumber: text(
    'không giống số nhà (như 12, 12/4B, 45 bis). Nhà chưa có số: để trống và ghi ấp, khu phố; ở gần đâu, cạnh nhà ai: viết ở ô ghi thêm. Nếu đúng là số được cấp, gửi lại lần nữa.',
    'does not look like a house number (as 12, 12/4B, 45 bis). No number yet: leave it empty and name the hamlet; what it is near goes into the remark. If it is the number that was given, send it again.',
  ),
  another: text('Chọn nơi khác', 'Choose another place'),
  drag: text(
    'Chạm bản đồ vào đúng lối vào nhà. Những gì đã gõ vẫn còn.',
    'Tap the entrance on the map. What you have typed stays.',
  ),
  nearby: text('Đã có ở gần đây', 'What stands nearby already'),
  nearbyHint: text(
    'Nếu là nhà của bạn thì không cần khai lại: mở ra xem, sai thì báo.',
    'If it is yours there is nothing to declare: open it, and report what is wrong.',
  ),
  nothing: text('Trong vòng 60 m chưa có địa chỉ nào.', 'There is no address within 60 m.'),
  what: text('Đối tượng', 'Kind of object'),
  number: text('Số nhà', 'House number'),
  offered: text('Theo nhà bên cạnh có thể là', 'By the houses beside it it may be'),
  street: text('Đường, hẻm', 'Street, alley'),
  hamlet: text('Ấp, khu phố', 'Hamlet, quarter'),
  either: text('Ghi ít nhất một trong hai: đường, hoặc ấp.', 'At least one of the two: street, or hamlet.'),
  group: text('Tổ', 'Group'),
  commune: text('Xã, phường hiện nay', 'Commune of today'),
  name: text(
    'Tên cơ quan, công trình (nhà ở thì để trống)',
    'Name of the office or structure (nothing for a home)',
  ),
  remark: text('Ghi thêm cho cán bộ', 'A remark for the officer'),
  remarkHint: text(
    'Không hiện công khai: "cổng xanh, cạnh trạm bơm".',
    'Never shown: "green gate, beside the pump".',
  ),
  photo: text('Ảnh mặt tiền (không bắt buộc)', 'Photo of the front (not needed)'),
  photoHint: text(
    'JPEG, PNG, WebP đến 10 MB; vị trí ghi trong ảnh bị xoá.',
    'JPEG, PNG, WebP up to 10 MB; the position in the file is removed.',
  ),
  contact: text('Liên hệ của tôi (không bắt buộc)', 'How to reach me (not needed)'),
  contactHint: text(
    'Được niêm phong, chỉ cán bộ có việc mới xem và mỗi lần xem đều bị ghi lại. Xoá được bằng biên nhận.',
    'Kept sealed; only an officer who needs it sees it, and each look is noted. The receipt takes it back.',
  ),
  role: text('Tôi là', 'I am'),
  owner: text('Chủ sở hữu', 'The owner'),
  representative: text('Người đại diện', 'A representative'),
  user: text('Người sử dụng', 'The user'),
  manager: text('Người quản lý', 'The manager'),
  fullName: text('Họ và tên', 'Name'),
  phone: text('Điện thoại', 'Phone'),
  send: text('Gửi khai báo', 'Send the declaration'),
  notSent: text('Chưa gửi được', 'It was not sent'),
  again: text('Ảnh cần được chọn lại.', 'The photo must be chosen again.'),
  demo: text(
    'Máy chủ này chạy với dữ liệu minh hoạ: khai báo ở đây không đến xã nào.',
    'This server runs with demonstration data: what is declared here reaches no commune.',
  ),
  follow: text('Theo dõi khai báo, phản ánh', 'Follow a declaration or report'),
  followLead: text(
    'Nhập số biên nhận. Không cần đăng nhập.',
    'Type the number of the receipt. No login needed.',
  ),
  receipt: text('Số biên nhận', 'Number of the receipt'),
  show: text('Xem', 'Show'),
  keep: text(
    'Hãy giữ số này: chép, chụp lại hoặc lưu liên kết. Máy chủ không gửi lại được.',
    'Keep this number: copy it, take a picture, or keep the link. It cannot be sent again.',
  ),
  withdraw: text('Rút lại khai báo', 'Withdraw the declaration'),
  withdrawContact: text('Xoá liên hệ của tôi', 'Delete how to reach me'),
  why: text('Lý do từ chối', 'Why it was refused'),
  next: text('Nên làm gì', 'What you can do'),
  rejected: text(
    'Không đồng ý? Khiếu nại ngay ở đây, hoặc trực tiếp tại uỷ ban của nơi đã xem xét; một người khác phải xem lại.',
    'You do not agree? Object here, or at the office that decided; another person must look at it again.',
  ),
  rejectedReport: text(
    'Không đồng ý? Gửi phản ánh mới, ghi rõ hơn, hoặc đến uỷ ban của nơi đã xem xét.',
    'You do not agree? Send another report that says more, or go to the office that decided.',
  ),
  objectTo: text('Khiếu nại gửi', 'Objection to'),
  objectWhy: text('Vì sao bạn không đồng ý?', 'Why do you not agree?'),
  objectHint: text(
    'Chỉ cán bộ đọc. Đừng ghi số điện thoại hay số định danh. Khiếu nại có biên nhận riêng; mỗi lần từ chối khiếu nại một lần.',
    'Officers alone read it. Leave out phone and identity numbers. An objection has a receipt of its own; each refusal is objected to once.',
  ),
  object: text('Gửi khiếu nại', 'Send the objection'),
  objected: text('Đã khiếu nại ngày', 'There was an objection on'),
  objectionOpen: text('đang chờ người khác xem lại', 'another person is to look at it'),
  objectionUpheld: text('được chấp nhận', 'it was upheld'),
  objectionDenied: text('không được chấp nhận', 'it was not upheld'),
  sendReport: text('Gửi phản ánh', 'Send a report'),
  declareAgain: text('Khai báo lại', 'Declare it again'),
} as const

/** The five classes of Phụ lục II, from the first on. */
export const CLASSES: readonly Text[] = [
  text('Nhà ở cá nhân, hộ gia đình', 'Home of a person or household'),
  text('Trụ sở cơ quan, tổ chức', 'Office of an authority or organisation'),
  text('Cơ sở dân sinh, kinh tế, xã hội', 'Social or business establishment'),
  text('Công trình giao thông, xây dựng', 'Road or building structure'),
  text('Đối tượng khác', 'Another object'),
]
