import type { Text } from '../../../errors.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What the page of what was done lately says. */
export const WORDS = {
  title: text('Thay đổi từ hôm qua', 'What changed since yesterday'),
  lead: text(
    'Những gì đã ghi vào sổ ở địa bàn, mới nhất trước: ai, khi nào, việc gì. Lý do và chữ đã sửa nằm ở lịch sử của từng địa chỉ.',
    'What was written into the register of the area, the newest first: who, when, what. Reasons and texts stand in the history of each address.',
  ),
  commune: text('Xã, phường', 'Commune'),
  allCommunes: text('Cả địa bàn', 'The whole area'),
  day: text('Ngày (để trống: từ hôm qua)', 'Day (empty: since yesterday)'),
  show: text('Xem', 'Show'),
  before: text('Ngày trước đó', 'The day before'),
  none: text('Không có thay đổi nào.', 'Nothing was changed.'),
  count: text('việc', 'acts'),
  when: text('Giờ', 'Time'),
  what: text('Việc', 'What'),
  about: text('Địa chỉ', 'Address'),
  who: text('Ai', 'Who'),
  back: text('Lấy lại', 'Take back'),
  others: text('và {n} địa chỉ khác', 'and {n} other addresses'),
  batch: text('{n} địa chỉ', '{n} addresses'),
  noName: text('chưa có số, tên', 'without number or name'),
  undo: text('Hoàn tác', 'Undo'),
  propose: text('Đề nghị hoàn tác', 'Propose to undo'),
  reason: text('Lý do', 'Reason'),
  undone: text('Đã hoàn tác.', 'Undone.'),
  proposed: text(
    'Đã gửi đề nghị hoàn tác: một người khác phải đồng ý.',
    'The undoing is proposed: another person must agree.',
  ),
  more: text(
    'Chỉ hiện {n} mục mới nhất: hãy chọn một ngày hay một xã.',
    'Only the newest {n} entries are shown: choose a day or a commune.',
  ),
} as const
