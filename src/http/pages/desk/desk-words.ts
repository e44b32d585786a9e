import type { Text } from '../../../errors.ts'

/** What the desk's page says before its script runs. */
export const WORDS = {
  title: { vi: 'Bàn làm việc', en: 'Desk' },
  noScript: {
    vi: 'Bàn làm việc cần JavaScript: hãy bật nó trong trình duyệt rồi mở lại trang.',
    en: 'The desk needs JavaScript: turn it on in the browser and open the page again.',
  },
  account: { vi: 'Tài khoản của tôi', en: 'My account' },
  commune: { vi: 'Xã, phường', en: 'Commune' },
  allCommunes: { vi: 'Cả địa bàn', en: 'The whole area' },
  waiting: { vi: 'Việc đang chờ', en: 'What waits' },
  item: { vi: 'Việc đang mở', en: 'The open item' },
  map: { vi: 'Bản đồ', en: 'Map' },
  create: { vi: 'Địa chỉ mới', en: 'New address' },
  overview: { vi: 'Tổng quan', en: 'Overview' },
  requests: { vi: 'Yêu cầu về dữ liệu', en: 'Data requests' },
  recent: { vi: 'Từ hôm qua', en: 'Since yesterday' },
  numbering: { vi: 'Đánh số nhà', en: 'Number houses' },
  order: { vi: 'Đánh số thế nào', en: 'How to number' },
  plan: { vi: 'Số của từng nhà', en: 'The number of each house' },
  keys: { vi: 'Phím tắt', en: 'Keys' },
} as const satisfies Record<string, Text>
