import type { Text } from '../../../errors.ts'

/** Whether a paper holds. */
export type Standing = 'valid' | 'replaced' | 'retired' | 'revoked' | 'unknown'

/** What each standing says at first sight, and what it means to who has the paper. */
export const STANDINGS: Readonly<Record<Standing, { readonly is: Text; readonly means: Text }>> = {
  valid: {
    is: { vi: 'Giấy còn giá trị', en: 'The paper holds' },
    means: {
      vi: 'Địa chỉ hôm nay vẫn như khi cấp. Hãy so chữ trên giấy với bảng dưới đây: phải giống hệt.',
      en: 'The address is today what it was when the paper was issued. Compare the paper with the table below: it must say the same.',
    },
  },
  replaced: {
    is: { vi: 'Địa chỉ đã thay đổi sau khi cấp', en: 'The address has changed since' },
    means: {
      vi: 'Giấy là thật nhưng không còn đúng: địa chỉ hiện nay ở cột bên phải.',
      en: 'The paper is genuine, but it no longer tells the address of today.',
    },
  },
  retired: {
    is: { vi: 'Địa chỉ không còn nữa', en: 'The address is retired' },
    means: {
      vi: 'Giấy là thật, nhưng địa chỉ này đã hết hiệu lực.',
      en: 'The paper is genuine, but its address is no more.',
    },
  },
  revoked: {
    is: { vi: 'Giấy đã bị thu hồi', en: 'The paper was revoked' },
    means: {
      vi: 'Cơ quan cấp đã thu hồi: đừng nhận giấy này.',
      en: 'The office has revoked it: do not accept this paper.',
    },
  },
  unknown: {
    is: { vi: 'Không có giấy mang số này', en: 'There is no paper with this serial' },
    means: {
      vi: 'Hãy gõ lại số trên giấy. Nếu đúng số mà vẫn thấy dòng này, giấy không phải do nơi đây cấp.',
      en: 'Type the serial again. If it is right, the paper was not issued here.',
    },
  },
}

/** What the pages of certificates say. */
export const WORDS = {
  title: { vi: 'Giấy xác nhận địa chỉ số', en: 'Certificates of addresses' },
  check: { vi: 'Kiểm tra giấy xác nhận địa chỉ số', en: 'Check a certificate of an address' },
  checkLead: {
    vi: 'Gõ số ghi trên giấy, hoặc quét mã QR của giấy: trang này cho biết giấy còn giá trị không.',
    en: 'Type the serial on the paper, or scan its QR code: this page tells whether it holds.',
  },
  serial: { vi: 'Số của giấy', en: 'Serial' },
  checkIt: { vi: 'Kiểm tra', en: 'Check' },
  another: { vi: 'Kiểm tra giấy khác', en: 'Check another' },
  demo: {
    vi: 'MINH HOẠ: giấy của dữ liệu minh hoạ, địa chỉ và mã không có thật.',
    en: 'Demonstration data: the address and the code are made up.',
  },
  address: { vi: 'Địa chỉ', en: 'Address' },
  issued: { vi: 'Khi cấp, {day}', en: 'As issued, {day}' },
  now: { vi: 'Hiện nay', en: 'Now' },
  what: { vi: 'Thông tin', en: 'What' },
  differs: { vi: 'đã khác', en: 'differs' },
  none: { vi: 'không còn', en: 'none' },
  gone: {
    vi: 'Nội dung khi cấp không còn được giữ.',
    en: 'What it said when it was issued is no longer kept.',
  },
  uncertified: {
    vi: 'Hiện nay địa chỉ không ở trạng thái đã xác thực hay chính thức.',
    en: 'At present the address is neither verified nor official.',
  },
  day: { vi: 'Ngày cấp', en: 'Issued on' },
  office: { vi: 'Cơ quan cấp', en: 'Issued by' },
  revoked: { vi: 'Thu hồi ngày', en: 'Revoked on' },
  hash: { vi: 'SHA-256 của tệp', en: 'SHA-256 of the file' },
  state: { vi: 'Tình trạng', en: 'State' },
  page: { vi: 'Trang của địa chỉ này', en: 'Page of this address' },
  successors: { vi: 'Được thay bằng', en: 'Replaced by' },
  seal: {
    vi: 'Giấy không có chữ ký và con dấu, trừ khi cơ quan cấp thêm vào.',
    en: 'The paper bears no signature or seal unless the office adds them.',
  },
  back: { vi: 'Tài khoản', en: 'Account' },
  lead: {
    vi: 'Xác nhận bằng giấy một địa chỉ đã xác thực hoặc chính thức. Người nhận quét mã trên giấy để biết giấy còn giá trị không.',
    en: 'States a verified or official address on paper. Whoever gets it scans its code to see whether it holds.',
  },
  find: { vi: 'Mã hoặc id của địa chỉ', en: 'Code or id of the address' },
  findIt: { vi: 'Xem địa chỉ', en: 'Show the address' },
  noAddress: { vi: 'Không có địa chỉ nào mang mã này.', en: 'No address has this code.' },
  issue: { vi: 'Cấp giấy xác nhận', en: 'Issue a certificate' },
  ofAddress: { vi: 'Giấy đã cấp cho địa chỉ này', en: 'Issued for this address' },
  list: { vi: 'Giấy đã cấp trong địa bàn', en: 'Issued in your area' },
  nothing: { vi: 'Chưa có giấy nào.', en: 'There are none yet.' },
  older: { vi: 'Cũ hơn', en: 'Older' },
  made: { vi: 'Đã cấp giấy', en: 'The certificate is issued' },
  print: { vi: 'Mở PDF để in', en: 'Open the PDF to print' },
  see: { vi: 'Xem như người nhận thấy', en: 'See it as others do' },
  revoke: { vi: 'Thu hồi giấy này', en: 'Revoke this certificate' },
  reason: {
    vi: 'Lý do (chỉ cán bộ trong địa bàn đọc được)',
    en: 'Reason (seen by officers of the area alone)',
  },
  final: {
    vi: 'Thu hồi rồi thì không lấy lại được; cần thì cấp giấy mới.',
    en: 'It is final; issue a new one if need be.',
  },
  isRevoked: { vi: 'đã thu hồi', en: 'revoked' },
  isIssued: { vi: 'đã cấp', en: 'issued' },
  noUrl: {
    vi: 'Máy chủ chưa đặt PUBLIC_URL, nên mã QR trên giấy sẽ không dẫn về đâu: hãy nhờ người quản trị máy chủ đặt.',
    en: 'PUBLIC_URL is not set, so that the QR code on a paper would lead nowhere: ask who runs the server.',
  },
} as const satisfies Record<string, Text>
