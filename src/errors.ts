/** Languages of messages by their code (BCP 47), with their own names; Vietnamese where nobody chooses. */
export const LANGUAGES = { vi: 'Tiếng Việt', en: 'English' } as const
export type Language = keyof typeof LANGUAGES
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[]

/** A sentence in every language of the service. */
export type Text = Readonly<Record<Language, string>>

interface CatalogueEntry {
  status: number
  title: Text
}

const entry = (status: number, vi: string, en: string): CatalogueEntry => ({ status, title: { vi, en } })

/** Every error the service answers with, by its stable code. */
export const ERRORS = {
  'invalid-input': entry(400, 'Dữ liệu gửi lên không hợp lệ', 'The input is not valid'),
  'malformed-body': entry(400, 'Không đọc được nội dung gửi lên', 'The body cannot be read'),
  'malformed-request': entry(
    400,
    'Yêu cầu không đúng HTTP; chữ có dấu trong địa chỉ phải mã hoá phần trăm',
    'This is no HTTP request; letters beyond ASCII in the address must be percent-encoded',
  ),
  'bad-host': entry(
    400,
    'Tên máy chủ trong yêu cầu (Host) không hợp lệ',
    'The host named by the request (Host) is not valid',
  ),
  'bad-preflight': entry(
    400,
    'OPTIONS cần Origin và Access-Control-Request-Method',
    'OPTIONS needs Origin and Access-Control-Request-Method',
  ),
  'too-deep': entry(400, 'JSON lồng quá sâu', 'The JSON is nested too deeply'),
  'too-many-values': entry(400, 'JSON có quá nhiều giá trị', 'The JSON has too many values'),
  'bad-tile': entry(400, 'Toạ độ ô bản đồ không hợp lệ', 'The tile coordinates are not valid'),
  'bad-layers': entry(400, 'Danh sách lớp bản đồ không hợp lệ', 'The list of layers is not valid'),
  unauthorized: entry(401, 'Cần mã truy cập', 'A token is needed'),
  'wrong-login': entry(401, 'Đăng nhập không thành công', 'The login failed'),
  'form-expired': entry(
    403,
    'Biểu mẫu thiếu mã hoặc đã hết hạn: hãy lấy mã mới rồi gửi lại',
    'The form has no token, or it has expired: take a new one and send it again',
  ),
  'other-site': entry(403, 'Biểu mẫu được gửi từ trang khác', 'The form was sent from another site'),
  forbidden: entry(403, 'Không được phép', 'This is not allowed'),
  'account-not-usable': entry(403, 'Chưa dùng được tài khoản này', 'The account cannot be used'),
  'not-linked': entry(
    403,
    'Danh tính chưa liên kết với tài khoản nào',
    'The identity is linked to no account',
  ),
  'outside-area': entry(403, 'Ngoài địa bàn của tài khoản', 'Outside the area of the account'),
  'other-office': entry(403, 'Thuộc cơ quan khác', 'It is another office’s'),
  'another-person': entry(403, 'Cần một người khác xác nhận', 'Another person must confirm this'),
  'key-origin': entry(403, 'Khoá API không dùng ở trang này', 'The API key is not for this page'),
  'not-found': entry(404, 'Không tìm thấy', 'Not found'),
  'no-provider': entry(404, 'Máy chủ không dùng OpenID Connect', 'This server has no OpenID Connect'),
  'unknown-address': entry(404, 'Không có địa chỉ này', 'There is no such address'),
  'unknown-hamlet': entry(404, 'Không có ấp, khu phố này', 'There is no such hamlet'),
  'unknown-street': entry(404, 'Không có đường này', 'There is no such street'),
  'unknown-event': entry(404, 'Không có sự kiện này', 'There is no such event'),
  'unknown-chain': entry(404, 'Không có chuỗi sự kiện này', 'There is no such chain of events'),
  'unknown-proposal': entry(404, 'Không có đề nghị này', 'There is no such proposal'),
  'unknown-webhook': entry(404, 'Không có webhook này', 'There is no such webhook'),
  'unknown-item': entry(404, 'Không có đối tượng này', 'There is no such item'),
  'unknown-account': entry(404, 'Không có tài khoản này', 'There is no such account'),
  'unknown-key': entry(404, 'Không có khoá API này', 'There is no such API key'),
  'unknown-batch': entry(404, 'Không có mẻ này', 'There is no such batch'),
  'unknown-person-request': entry(404, 'Không có yêu cầu này', 'There is no such request'),
  'unknown-certificate': entry(404, 'Không có giấy xác nhận này', 'There is no such certificate'),
  'unknown-receipt': entry(404, 'Không có biên nhận này', 'There is no such receipt'),
  'unknown-report': entry(404, 'Không có phản ánh này', 'There is no such report'),
  'unknown-evidence': entry(404, 'Không có ảnh này', 'There is no such photo'),
  'unknown-office': entry(404, 'Không có cơ quan này', 'There is no such office'),
  'unknown-approval': entry(404, 'Không có việc chờ đồng ý này', 'There is no such approval'),
  'unknown-finding': entry(404, 'Không có phát hiện này', 'There is no such finding'),
  'unknown-unit': entry(404, 'Không có đơn vị hành chính này', 'There is no such administrative unit'),
  'unknown-layer': entry(404, 'Không có lớp bản đồ này', 'There is no such layer'),
  'unknown-feature': entry(404, 'Không có đối tượng này', 'There is no such feature'),
  'unknown-style': entry(404, 'Không có kiểu bản đồ này', 'There is no such style'),
  'unknown-font': entry(404, 'Không có phông chữ này', 'There is no such font'),
  'method-not-allowed': entry(405, 'Phương thức không được hỗ trợ', 'The method is not supported here'),
  'request-timeout': entry(408, 'Yêu cầu gửi quá chậm', 'The request came too slowly'),
  'wrong-state': entry(409, 'Trạng thái không cho phép việc này', 'The state does not allow this'),
  'layer-changed': entry(409, 'Lớp bản đồ đã thay đổi', 'The layer has changed'),
  'too-many-webhooks': entry(409, 'Đã đủ số webhook', 'There are as many webhooks as may be'),
  'evidence-there': entry(409, 'Khai báo này đã có ảnh', 'The declaration has a photo already'),
  'too-many-keys': entry(409, 'Đã đủ số khoá API', 'There are as many API keys as may be'),
  'roles-apart': entry(
    409,
    'Người cấp vai trò không giữ vai trò đó',
    'Whoever grants a role does not hold it',
  ),
  'already-member': entry(
    409,
    'Người này đã có tài khoản ở cơ quan',
    'This person has an account of the office',
  ),
  'login-taken': entry(409, 'Tên đăng nhập đã có người dùng', 'The login is taken'),
  'last-administrator': entry(409, 'Đây là quản trị viên cuối cùng', 'This is the last administrator'),
  'linked-already': entry(409, 'Danh tính đã liên kết với tài khoản khác', 'The identity is linked already'),
  'factor-needed': entry(409, 'Vai trò này cần xác thực hai bước', 'The role needs a second factor'),
  'has-addresses': entry(409, 'Còn địa chỉ mang tên này', 'There are addresses of this name still'),
  'not-undoable': entry(409, 'Không hoàn tác được', 'This cannot be undone'),
  'not-repairable': entry(409, 'Không tự sửa được', 'This cannot be repaired by itself'),
  'certificate-gone': entry(
    410,
    'Tệp của giấy này không lấy lại được nữa',
    'The file of this certificate is not given out any more',
  ),
  'slip-over': entry(
    410,
    'Phiếu hoặc liên kết không còn dùng được',
    'The slip or link can no longer be used',
  ),
  changed: entry(412, 'Đã có người sửa trước', 'It has been changed meanwhile'),
  'body-too-large': entry(413, 'Nội dung gửi lên quá lớn', 'The body is too large'),
  'photo-too-large': entry(
    413,
    'Ảnh lớn quá 10 MB hoặc 40 triệu điểm ảnh',
    'The photo has more than 10 MB or 40 million pixels',
  ),
  'url-too-long': entry(414, 'Địa chỉ yêu cầu quá dài', 'The request address is too long'),
  'unsupported-media-type': entry(415, 'Kiểu nội dung không được hỗ trợ', 'The media type is not supported'),
  'not-a-photo': entry(
    422,
    'Không phải ảnh JPEG, PNG hay WebP đọc được',
    'This is no JPEG, PNG or WebP that can be read',
  ),
  'missing-particulars': entry(422, 'Còn thiếu thông tin của bước này', 'The step needs further particulars'),
  'unknown-area': entry(422, 'Không có địa bàn này', 'There is no such area'),
  'wrong-word': entry(422, 'Từ xác nhận không đúng', 'The word is not the right one'),
  'wrong-code': entry(422, 'Mã xác thực không đúng', 'The code is not right'),
  'weak-password': entry(422, 'Mật khẩu quá yếu', 'The password is too weak'),
  findings: entry(422, 'Dữ liệu có lỗi cần sửa', 'The data has errors to mend'),
  'key-reused': entry(
    422,
    'Khoá Idempotency-Key đã dùng cho yêu cầu khác',
    'The Idempotency-Key was used for another request',
  ),
  'precondition-required': entry(
    428,
    'Cần If-Match với số lần sửa đang thấy',
    'If-Match with the revision that you see is needed',
  ),
  'too-many-requests': entry(429, 'Quá nhiều yêu cầu', 'Too many requests'),
  'no-more-photos': entry(
    429,
    'Hôm nay đã nhận hết phần ảnh không cần tài khoản',
    'No more photos are taken without an account today',
  ),
  'work-needed': entry(
    429,
    'Nơi này đã gửi nhiều: hãy đợi, hoặc kèm bằng chứng tính toán',
    'Much was sent from here: wait, or add a proof of work',
  ),
  'too-many-creations': entry(
    429,
    'Quá số địa chỉ một tài khoản tạo trong ngày',
    'More addresses than an account creates on a day',
  ),
  'too-many-batches': entry(429, 'Quá nhiều mẻ đang chờ', 'Too many batches are waiting'),
  'client-left': entry(
    499,
    'Máy khách đã bỏ đi trước khi được trả lời',
    'The client left before it was answered',
  ),
  'internal-error': entry(500, 'Lỗi của máy chủ', 'An error of the server'),
  'record-replaced': entry(
    503,
    'Tệp dữ liệu đã bị thay, xoá hoặc ghi đè khi máy chủ đang chạy: hãy khởi động lại',
    'The record was replaced, removed or written over beneath the running server: start it again',
  ),
  'oidc-away': entry(
    503,
    'Nơi đăng nhập không trả lời; hãy thử lại',
    'The provider of logins does not answer; try again',
  ),
  'login-busy': entry(503, 'Đang có nhiều người đăng nhập; hãy thử lại', 'Many are logging in; try again'),
  'photos-busy': entry(503, 'Đang có nhiều ảnh chờ xử lý; hãy thử lại', 'Many photos are waiting; try again'),
  'papers-busy': entry(
    503,
    'Đang có nhiều hình và giấy chờ làm; hãy thử lại',
    'Many pictures and sheets are waiting to be made; try again',
  ),
  'tiles-busy': entry(
    503,
    'Có quá nhiều ô bản đồ đang chờ; hãy thử lại',
    'Too many tiles are waiting to be made; try again',
  ),
  'no-proposals': entry(
    503,
    'Chưa nhận được đề nghị: people.db không dùng được',
    'Proposals cannot be taken: people.db cannot be used',
  ),
  'people-key': entry(
    503,
    'Tạm ngừng: máy chủ không có khoá đúng của dữ liệu cá nhân (PEOPLE_KEY)',
    'Not now: the server has not the right key of personal data (PEOPLE_KEY)',
  ),
  'no-public-url': entry(
    503,
    'Chưa cấp được giấy: máy chủ chưa đặt PUBLIC_URL',
    'No papers can be issued: PUBLIC_URL is not set',
  ),
  'no-mirror': entry(
    503,
    'Máy chủ này chỉ ghi sổ địa chỉ, chưa có bản sao để tra cứu',
    'This server only writes the registry; it has no mirror to read from',
  ),
  'record-away': entry(
    503,
    'Cơ sở dữ liệu của sổ địa chỉ tạm thời không trả lời; hãy thử lại',
    'The database of the registry does not answer at the moment; try again',
  ),
  'registry-busy': entry(
    503,
    'Chương trình khác đang ghi dữ liệu; hãy thử lại',
    'Another program is writing the record; try again',
  ),
  'not-ready': entry(503, 'Máy chủ chưa sẵn sàng', 'The server is not ready'),
  'no-space': entry(507, 'Máy chủ hết chỗ chứa tệp tạm', 'The server has no room for temporary files'),
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof ERRORS

/** One thing wrong with the input: where (`lat`, `addresses[3].q`), which rule (stable code), and a sentence. */
export interface InputProblem {
  path: string
  code: string
  message: Text
}

/** A failure that the client is told about, as problem details (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly more: {
      detail?: Text
      problems?: InputProblem[]
      headers?: Record<string, string>
      /** Further members of the problem details (RFC 9457 §3.2). */
      members?: (language: Language) => Record<string, unknown>
    } = {},
  ) {
    super(more.detail?.en ?? ERRORS[code].title.en)
  }
}

/** A refused parameter, with the field, the value and the rule in its sentence. */
export function refuse(path: string, code: string, vi: string, en: string): Problem {
  return new Problem('invalid-input', { detail: { vi, en }, problems: [{ path, code, message: { vi, en } }] })
}
