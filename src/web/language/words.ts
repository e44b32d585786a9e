/** Everything the portal says: Vietnamese first, English second. `{name}` is replaced by a value. */
export const WORDS = {
  title: ['Địa chỉ số', 'Digital addresses'],
  province: ['Tỉnh Tây Ninh', 'Tây Ninh province'],
  description: [
    'Tìm địa chỉ, xem mã địa chỉ số và địa chỉ cũ trên bản đồ.',
    'Find an address, its code and its former form on a map.',
  ],
  demo: [
    'Đây là dữ liệu minh hoạ, được tạo tự động. Số nhà và mã không có thật; đừng dùng cho giấy tờ.',
    'These are made-up data for demonstration. House numbers and codes are not real; do not use them on papers.',
  ],
  demoTitle: ['Dữ liệu minh hoạ, không dùng cho giấy tờ', 'Demonstration data, not for papers'],

  searchArea: ['Tìm kiếm', 'Search'],
  searchLabel: ['Tìm địa chỉ, đường, ấp, xã hoặc mã', 'Find an address, street, hamlet, commune or code'],
  searchHint: ['Gõ có dấu hoặc không dấu', 'Accents may be left out'],
  suggestions: ['Gợi ý', 'Suggestions'],
  clear: ['Xoá ô tìm kiếm', 'Clear the search box'],
  counted: [
    '{n} gợi ý. Dùng phím mũi tên để chọn, Enter để mở.',
    '{n} suggestions. Arrow keys to choose, Enter to open.',
  ],
  nothing: [
    'Không tìm thấy “{q}”. Hãy thử ít chữ hơn, hoặc chỉ tên đường và xã.',
    'Nothing found for “{q}”. Try fewer words, or just the street and the commune.',
  ],
  opening: ['Đang mở {label}…', 'Opening {label}…'],
  opened: [
    'Đã mở {label}. Thông tin nằm ngay sau ô tìm kiếm.',
    'Opened {label}. The details follow the search box.',
  ],
  goOn: ['Gõ tiếp số nhà.', 'Go on with the house number.'],
  looking: ['Đang tìm…', 'Looking…'],

  offline: [
    'Máy của bạn đang không có mạng. Khi có mạng lại, hãy thử lại.',
    'Your device is offline. Try again when it is connected.',
  ],
  unreachable: [
    'Không liên lạc được với máy chủ. Hãy thử lại sau ít phút.',
    'The server cannot be reached. Try again in a few minutes.',
  ],
  busy: [
    'Máy chủ đang nhận quá nhiều yêu cầu. Hãy thử lại sau ít phút.',
    'The server has too many requests. Try again in a few minutes.',
  ],
  server: [
    'Máy chủ gặp lỗi nên chưa trả lời được. Hãy thử lại sau.',
    'The server had an error and could not answer. Try again later.',
  ],
  missing: ['Không có địa chỉ nào ứng với liên kết này.', 'There is no address behind this link.'],
  retry: ['Thử lại', 'Try again'],

  mapArea: ['Bản đồ', 'Map'],
  mapKeys: [
    'Phím mũi tên: di chuyển. + và −: phóng to, thu nhỏ. Enter: xem địa chỉ ở giữa bản đồ.',
    'Arrow keys: move. + and −: zoom. Enter: the address at the centre.',
  ],
  mapLoading: ['Đang mở bản đồ…', 'Opening the map…'],
  mapFailed: [
    'Trình duyệt này không mở được bản đồ. Tìm kiếm và tra mã vẫn dùng được.',
    'This browser cannot show the map. Search and codes still work.',
  ],
  mapHint: ['Bấm vào bản đồ để xem địa chỉ tại đó', 'Click the map to see the address there'],
  zoomIn: ['Phóng to', 'Zoom in'],
  zoomOut: ['Thu nhỏ', 'Zoom out'],

  locate: ['Vị trí của tôi', 'My position'],
  locating: ['Đang tìm vị trí của bạn…', 'Finding your position…'],
  located: [
    'Đã thấy vị trí của bạn, chính xác khoảng {metres}.',
    'Your position is found, within about {metres}.',
  ],
  locateRefused: [
    'Trình duyệt chưa cho trang này biết vị trí. Hãy bấm biểu tượng ổ khoá cạnh thanh địa chỉ, cho phép “Vị trí”, rồi bấm lại; hoặc bấm thẳng vào bản đồ.',
    'The browser does not let this page know your position. Press the lock beside the address bar, allow “Location” and try again; or press the map where you are.',
  ],
  locateMissing: [
    'Máy chưa biết vị trí của bạn. Hãy bật định vị (GPS), ra chỗ thoáng rồi bấm lại; hoặc bấm thẳng vào bản đồ.',
    'The device does not know where you are. Turn location on, go outdoors and try again; or press the map where you are.',
  ],
  locateInsecure: [
    'Trình duyệt chỉ cho biết vị trí qua kết nối https. Hãy bấm thẳng vào bản đồ nơi bạn đang đứng.',
    'Browsers tell a position only over https. Press the map where you are.',
  ],
  locateOutside: ['Bạn đang ở ngoài tỉnh.', 'You are outside the province.'],

  nearTitle: ['Gần nhất', 'Nearest'],
  nearOf: ['{kind} gần nhất', 'Nearest {kind}'],
  'near.clinic': ['Trạm y tế', 'Health station'],
  'near.school': ['Trường học', 'School'],
  'near.office': ['UBND', 'People’s committee'],
  'near.market': ['Chợ', 'Market'],
  'near.fuel': ['Cây xăng', 'Fuel'],
  'near.from-me': ['Tính từ vị trí của bạn', 'From your position'],
  'near.from-place': ['Tính từ nơi đang xem', 'From the place shown'],
  'near.from-map': ['Tính từ giữa bản đồ', 'From the centre of the map'],
  'near.none': [
    'Chưa có dữ liệu về {kind} trong vòng 100 km.',
    'There is no data about {kind} within 100 km.',
  ],
  'near.close': ['Đóng danh sách', 'Close the list'],

  tryThese: ['Ví dụ', 'Examples'],
  whatTitle: ['Địa chỉ số là gì?', 'What is a digital address?'],
  what1: [
    'Mỗi ngôi nhà, cơ quan, cửa hàng hay công trình có một vị trí trên bản đồ và một mã riêng. Mã đó là địa chỉ số.',
    'Every house, office, shop or structure has a place on the map and a code of its own. That code is its digital address.',
  ],
  what2: [
    'Mã không đổi khi tên đường, xã hay tỉnh đổi. Chữ số cuối dùng để phát hiện gõ nhầm.',
    'The code stays when streets, communes or provinces change their names. Its last digit catches typing mistakes.',
  ],
  what3: [
    'Từ ngày 1/7/2025, xã, phường và tỉnh có tên mới và không còn cấp huyện. Trang này cho biết cả địa chỉ mới và địa chỉ trước đây, kèm văn bản pháp lý.',
    'On 1 July 2025 communes and the province got new names and districts ended. This page shows the new and the former address, with the legal document.',
  ],
  privacy: [
    'Trang này không lưu và không gửi đi đâu thông tin của bạn; không ai có thể tìm người theo tên hoặc số điện thoại.',
    'This page keeps nothing about you and sends nothing elsewhere; nobody can be looked up by name or phone number.',
  ],
} as const satisfies Record<string, readonly [string, string]>

export type Word = keyof typeof WORDS
