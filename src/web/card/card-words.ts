import type { AddressStatus } from '../../store/layout/address-status.ts'

type Words = Record<string, readonly [vi: string, en: string]>

/** What a card says: Vietnamese first, English second. */
export const CARD_WORDS = {
  'kind.house': ['Địa chỉ', 'Address'],
  'kind.street': ['Đường', 'Street'],
  'kind.hamlet': ['Ấp, khu phố', 'Hamlet or quarter'],
  'kind.place': ['Địa điểm', 'Place'],
  'kind.commune': ['Xã, phường', 'Commune, ward'],
  'kind.district': ['Cấp huyện trước 1/7/2025', 'District until 30 June 2025'],
  'kind.province': ['Tỉnh', 'Province'],
  'kind.code': ['Mã', 'Code'],
  'kind.point': ['Toạ độ', 'Coordinates'],
  'kind.postal': ['Mã bưu chính', 'Postal code'],
  'kind.pluscode': ['Plus code', 'Plus code'],

  'class.1': ['Nhà ở cá nhân, hộ gia đình', 'Private home, household'],
  'class.2': ['Trụ sở cơ quan, tổ chức', 'Office of an authority or organisation'],
  'class.3': ['Các cơ sở dân sinh, kinh tế xã hội', 'Social or business establishment'],
  'class.4': ['Các công trình giao thông, xây dựng', 'Transport or building structure'],
  'class.5': ['Các đối tượng khác', 'Other object'],

  'status.official': ['Chính thức', 'Official'],
  'status.verified': ['Đã xác thực', 'Verified'],
  'status.created': ['Đã tạo lập, chưa xác thực', 'Created, not yet verified'],
  'status.alternative': ['Cách ghi khác của một địa chỉ', 'Another form of an address'],
  'status.retired': ['Đã hết hiệu lực', 'Retired'],

  'fact.code': ['Mã địa chỉ số', 'Address code'],
  'fact.unit-code': ['Mã đơn vị', 'Unit code'],
  'fact.ndas': ['Mã quốc gia', 'National code'],
  'fact.successor': ['Được thay bằng', 'Replaced by'],
  'fact.class': ['Loại đối tượng', 'Object class'],
  'fact.status': ['Tình trạng', 'Status'],
  'fact.former': ['Địa chỉ trước đây', 'Former address'],
  'fact.former-unit': ['Trước đây', 'Formerly'],
  'fact.former-one-of': ['Trước đây có thể thuộc một trong', 'Formerly possibly in one of'],
  'fact.former-all': ['Được lập từ', 'Made from'],
  'fact.commune': ['Xã, phường', 'Commune'],
  'fact.postcode': ['Mã bưu chính', 'Postal code'],
  'fact.coordinates': ['Toạ độ', 'Coordinates'],
  'fact.pluscode': ['Plus code', 'Plus code'],
  'fact.source': ['Nguồn (không phải sổ địa chỉ)', 'Source (not the register)'],
  'fact.link': ['Liên kết', 'Link'],
  'fact.distance': ['Cách điểm bạn bấm', 'From where you clicked'],

  formerly: ['Tên cũ: {name}', 'Formerly {name}'],
  'fact.from-me': ['Cách vị trí của bạn', 'From your position'],
  'fact.my-coordinates': ['Toạ độ của bạn', 'Your coordinates'],
  'fact.aloud': ['Đọc khi gọi 113, 114, 115', 'To read out to 113, 114, 115'],
  aloud: [
    'Vĩ độ {lat}; kinh độ {lon}. Sai số khoảng {metres}.',
    'Latitude {lat}; longitude {lon}. Within about {metres}.',
  ],
  point: ['phẩy', 'point'],
  'copy.address': ['Chép địa chỉ', 'Copy the address'],
  qr: ['Mã QR của liên kết', 'QR code of the link'],
  report: ['Báo sai về nơi này', 'Report an error here'],
  houses: ['Số nhà', 'House numbers'],
  'houses.label': ['Chọn hoặc gõ số nhà', 'Choose or type a house number'],
  'houses.odd': ['Số lẻ', 'Odd'],
  'houses.even': ['Số chẵn', 'Even'],
  'houses.alley': ['Trong hẻm', 'In alleys'],
  'houses.all': ['{n} số nhà.', '{n} numbers.'],
  'houses.some': [
    '{n} số đầu trong {all}. Gõ số để thu hẹp.',
    'The first {n} of {all}. Type a number to narrow the list.',
  ],
  'houses.missing': [
    'Không có số {n} ở đây. Các số gần nhất:',
    'There is no number {n} here. The nearest ones:',
  ],
  'houses.none': ['Không có số nào bắt đầu bằng {n}.', 'No number begins with {n}.'],
  'fact.suggestions': ['Có phải bạn muốn gõ', 'Did you mean'],
  guess: ['gần đúng', 'approximate'],
  until: ['Đến hết ngày {date}, theo Nghị quyết {basis}.', 'Until {date}, by Resolution {basis}.'],
  metres: ['{n} m', '{n} m'],
  copy: ['Chép', 'Copy'],
  'copy.what': ['Chép: {what}', 'Copy: {what}'],
  copied: ['Đã chép', 'Copied'],
  'copy.failed': ['Không chép được; hãy chọn rồi chép bằng tay.', 'Copying failed; select and copy by hand.'],
  close: ['Đóng thẻ', 'Close the card'],
  card: ['Thông tin địa chỉ', 'Details of the address'],
  more: ['Xem đủ {n}', 'Show all {n}'],

  'point.outside': ['Điểm này nằm ngoài tỉnh', 'This point lies outside the province'],
  'point.outside.text': [
    'Dữ liệu ở đây chỉ có trong tỉnh Tây Ninh (gồm cả Long An trước đây).',
    'The data here cover only Tây Ninh province (with the former Long An).',
  ],
  'remark.outside': ['{name} nằm ngoài tỉnh', '{name} lies outside the province'],
  'remark.within': ['{name} thuộc {within}.', '{name} is in {within}.'],
  'remark.was-within': ['{name} thuộc {within} đến hết ngày {date}.', '{name} was in {within} until {date}.'],
  'remark.missing-lon': ['Thiếu kinh độ', 'The longitude is missing'],
  'remark.missing-lat': ['Thiếu vĩ độ', 'The latitude is missing'],
  'remark.missing.text': [
    'Toạ độ gồm hai số, ví dụ 10.536, 106.4113.',
    'A coordinate has two numbers, as in 10.536, 106.4113.',
  ],
  'remark.short-plus-code': ['Plus code này thiếu phần đầu', 'This plus code lacks its beginning'],
  'remark.short-plus-code.text': [
    'Hãy gõ thêm tên xã, phường, ví dụ GCP6+9R Tân An.',
    'Add the commune, as in GCP6+9R Tân An.',
  ],
  'remark.not-understood': ['Không đọc được toạ độ này', 'This coordinate cannot be read'],
  'remark.not-understood.text': [
    'Hãy kiểm tra lại các số. Nếu là đường dẫn bản đồ, hãy dán đường dẫn đầy đủ, không dán đường dẫn rút gọn.',
    'Check the numbers. Of a link to a map, paste the whole link, not a shortened one.',
  ],
  'remark.old-postcode': ['{code} là mã bưu chính cũ', '{code} is a former postal code'],
  'remark.postcode-former': [
    'Mã 5 chữ số này thuộc danh mục trước ngày 24/8/2025 và không còn dùng. Hãy tìm theo tên xã, phường.',
    'This 5-digit code is of a list before 24 August 2025 and no longer used. Search by the name of the commune.',
  ],
  'remark.postcode-before-2018': [
    'Mã 6 chữ số được dùng trước năm 2018. Hãy tìm theo tên xã, phường.',
    'Codes of 6 digits were used before 2018. Search by the name of the commune.',
  ],
  'remark.no-postcode': ['Không có mã {code}', 'There is no code {code}'],
  'remark.no-postcode.text': [
    'Danh mục mã bưu chính của tỉnh không có mã này.',
    'The postal codes of the province do not have it.',
  ],
  'code.invalid': ['Mã không hợp lệ', 'The code is not valid'],
  'code.unknown': ['Mã chưa được đăng ký', 'The code is not registered'],

  'warning.split-unit': [
    'Đơn vị cũ này đã được chia cho nhiều xã, phường. Hãy đối chiếu vị trí trên bản đồ.',
    'This former unit was split among several communes. Check the place on the map.',
  ],
  'warning.house-number-not-found': [
    'Không có số nhà này; bản đồ chỉ con đường. Số gần nhất: {nearest}.',
    'There is no such house number; the map shows the street. Nearest: {nearest}.',
  ],
  'warning.house-number-not-found.alone': [
    'Không có số nhà này; bản đồ chỉ con đường.',
    'There is no such house number; the map shows the street.',
  ],
  'warning.near-boundary': [
    'Điểm này sát ranh giới xã, phường: có thể thuộc bên cạnh.',
    'This point is close to a commune boundary: it may lie in the neighbour.',
  ],
  'warning.approximate-area': [
    'Ranh giới xã, phường ở đây chỉ là gần đúng.',
    'The commune boundaries here are only approximate.',
  ],
  'warning.no-address-near': [
    'Chưa có địa chỉ số nào trong vòng 200 m; thẻ này nói về chính điểm bạn chọn.',
    'No digital address within 200 m; this card is about the very point you chose.',
  ],
  'warning.rough-position': [
    'Máy chỉ biết bạn ở đâu trong khoảng {metres}: xã, phường và toạ độ ở đây có thể chưa đúng. Ra chỗ thoáng, bật GPS rồi bấm lại, hoặc bấm thẳng vào bản đồ.',
    'The device knows where you are within about {metres} only: commune and coordinates may be wrong. Go outdoors, turn on GPS and try again, or press the map.',
  ],
  'warning.outside-province': ['Điểm này nằm ngoài tỉnh.', 'This point lies outside the province.'],
  'warning.possible': [
    'Chưa rõ địa chỉ này trước đây thuộc đơn vị nào; hãy xem giấy tờ cũ.',
    'It is not known in which unit this address was; see the old papers.',
  ],
  'warning.retired': ['Địa chỉ này đã hết hiệu lực.', 'This address is retired.'],
  'warning.former-unit': [
    'Bạn đã dùng tên cũ; trên đây là địa chỉ hiện nay.',
    'You used a former name; above is the address of today.',
  ],
  'warning.typo-corrected': [
    'Có thể bạn gõ nhầm; đây là tên gần giống nhất.',
    'Possibly a typing mistake; this is the most similar name.',
  ],
  'warning.ambiguous': [
    'Có nhiều nơi cùng khớp. Hãy thêm tên xã hoặc huyện cũ để chắc chắn.',
    'Several places match. Add the commune or the former district to be sure.',
  ],
  'warning.words-not-understood': [
    'Một phần của câu bạn gõ không khớp với địa chỉ này.',
    'Part of what you typed does not match this address.',
  ],
  'warning.street-not-found': [
    'Không tìm thấy con đường này ở đây; trên đây là xã, phường được nêu tên.',
    'This street was not found here; above is the commune that was named.',
  ],
  'warning.commune-mismatch': [
    'Nơi này không thuộc xã, phường mà bạn gõ.',
    'This place is not in the commune that you typed.',
  ],
  'warning.district-mismatch': [
    'Nơi này không thuộc huyện mà bạn gõ.',
    'This place was not in the district that you typed.',
  ],
  'warning.province-mismatch': [
    'Tỉnh mà bạn gõ không có huyện này; trên đây là huyện cùng tên thuộc Long An cũ.',
    'The province that you typed has no such district; above is the one of that name in former Long An.',
  ],
  'warning.near-landmark': [
    'Chỗ bạn tìm ở gần nơi này; đây là vị trí của chính nơi được nêu tên.',
    'What you look for is near here; the point is the landmark itself.',
  ],
  'warning.vn2000-zone-105-45': [
    'Toạ độ VN-2000 không ghi múi chiếu: đã lấy kinh tuyến trục 105°45′. Nếu là múi khác, điểm này lệch khoảng 27 km.',
    'The VN-2000 coordinates name no zone: that of 105°45′ was taken. In another zone the point is some 27 km away.',
  ],
  'warning.postcode-mismatch': [
    'Mã bưu chính không khớp với xã, phường trong địa chỉ.',
    'The postal code does not fit the commune of the address.',
  ],
  'warning.guess': [
    'Kết quả gần đúng. Hãy kiểm tra lại trước khi dùng.',
    'An approximate match. Check it before use.',
  ],
} as const satisfies Words & Record<`status.${Exclude<AddressStatus, 'reserved'>}`, Words[string]>

export type CardWord = keyof typeof CARD_WORDS
