/** Grades and warnings of a conversion as pages say them: Vietnamese first, English second. */
export const CONVERSION_WORDS = {
  'grade.A': ['Chính xác', 'Exact'],
  'grade.B': ['Chắc chắn, có khác cách viết', 'Safe, written differently'],
  'grade.C': ['Cần kiểm tra', 'To be checked'],

  'warning.split-unit': [
    'Đơn vị cũ đã chia cho nhiều xã, phường: cần biết ấp hoặc vị trí.',
    'The former unit was split among several communes: the hamlet or the place must be known.',
  ],
  'warning.ambiguous-name': [
    'Nhiều nơi có cùng tên này; hãy thêm huyện hoặc tỉnh.',
    'Several places have this name; add the district or province.',
  ],
  'warning.ambiguous-level': [
    'Tên này vừa là tên xã, vừa là tên huyện hoặc tỉnh.',
    'This is the name of a commune and of a district or province.',
  ],
  'warning.name-reused': [
    'Hiểu là đơn vị cũ; nay có xã khác mang tên này.',
    'Read as the former unit; another commune of today has this name.',
  ],
  'warning.district-only': [
    'Chưa ghi xã; đây là các xã trên địa bàn huyện cũ.',
    'No commune is given; these are the communes of the former district.',
  ],
  'warning.province-only': ['Mới chỉ ghi tỉnh.', 'Only the province is given.'],
  'warning.mixed-units': [
    'Địa chỉ ghi lẫn đơn vị cũ và mới.',
    'The address mixes units of before and after the reform.',
  ],
  'warning.two-provinces': ['Địa chỉ ghi hai tỉnh.', 'The address names two provinces.'],
  'warning.two-communes': ['Địa chỉ ghi hai xã, phường.', 'The address names two communes.'],
  'warning.district-mismatch': [
    'Xã, phường đã ghi không thuộc huyện đã ghi.',
    'The commune named never was in the district named.',
  ],
  'warning.province-mismatch': [
    'Đơn vị đã ghi không thuộc tỉnh đã ghi.',
    'The unit named never was in the province named.',
  ],
  'warning.words-not-understood': [
    'Có chữ chưa hiểu được ở cuối địa chỉ hoặc giữa các đơn vị.',
    'Some words behind or among the units were not understood.',
  ],
  'warning.outside-province': [
    'Địa chỉ này nằm ngoài tỉnh Tây Ninh.',
    'This address lies outside Tây Ninh province.',
  ],
  'warning.point-outside': ['Toạ độ nằm ngoài tỉnh.', 'The coordinates lie outside the province.'],
  'warning.point-elsewhere': [
    'Toạ độ không nằm trong đơn vị đã ghi.',
    'The coordinates do not lie in the unit named.',
  ],
  'warning.near-boundary': ['Toạ độ sát ranh giới.', 'The coordinates are close to a boundary.'],
  'warning.approximate-area': ['Ranh giới chỉ là gần đúng.', 'The boundaries are only approximate.'],
  'warning.several-predecessors': [
    'Xã, phường này được lập từ nhiều đơn vị cũ; chưa rõ địa chỉ thuộc đơn vị nào.',
    'This commune was made from several units; it is not known which one the address was in.',
  ],
  'warning.type-differs': ['Loại đơn vị ghi khác (xã, phường, thị trấn).', 'The type of the unit differs.'],
  'warning.accents-differ': ['Dấu ghi khác với tên chính thức.', 'Accents differ from the official name.'],
  'warning.suggested': [
    'Không có tên này; đây là những tên gần giống nhất.',
    'There is no such name; these are the most similar ones.',
  ],
  'warning.no-match': ['Không nhận ra đơn vị nào.', 'No unit was recognised.'],
} as const satisfies Record<string, readonly [vi: string, en: string]>
