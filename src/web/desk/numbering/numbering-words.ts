import { sentence, type Values, type WordTable } from '../../language/sentence.ts'
import { LANG } from '../desk-words.ts'

const WORDS = {
  what: ['Đường hay ấp', 'Street or hamlet'],
  choose: ['Chọn đường hay ấp…', 'Choose a street or hamlet…'],
  streets: ['Đường', 'Streets'],
  hamlets: ['Ấp, khu phố: nhà không thuộc đường nào', 'Hamlets: houses on no street'],
  place: [
    '{name} ({houses} nhà, {without} chưa có số)',
    '{name} ({houses} houses, {without} without number)',
  ],
  noPlaces: [
    'Xã, phường này chưa có nhà nào thuộc đường hay ấp.',
    'No house of this commune is on a street or in a hamlet.',
  ],
  sides: ['Hai bên đường', 'Sides of the street'],
  'sides-odd-left': ['số lẻ bên trái', 'odd numbers on the left'],
  'sides-odd-right': ['số lẻ bên phải', 'odd numbers on the right'],
  'sides-none': ['một dãy số cho cả hai bên', 'one row for both sides'],
  start: ['Bắt đầu từ số', 'The first number'],
  prefix: ['Trong hẻm: số đứng trước', 'In an alley: what stands before'],
  prefixNote: ['như 51/', 'as 51/'],
  swap: ['Đánh số từ đầu bên kia', 'Begin at the other end'],
  draw: ['Vẽ tuyến trên bản đồ', 'Draw a line on the map'],
  drawEnd: ['Vẽ xong', 'The line is done'],
  drawBack: ['Bỏ điểm cuối', 'Take the last point back'],
  drawAway: ['Bỏ tuyến', 'Take the line away'],
  drawing: [
    'Đang vẽ: chạm từng điểm từ đầu đường (hẻm) đến cuối. Bàn phím: mũi tên dời bản đồ, Enter thêm điểm giữa bản đồ, Backspace bỏ điểm, Esc xong.',
    'Drawing: tap point by point from where numbers begin. By keyboard: arrows move the map, Enter adds its middle, Backspace takes a point back, Esc ends.',
  ],
  drawn: ['Tuyến đã vẽ: {n} điểm, {m} m.', 'The line: {n} points, {m} m.'],
  within: ['Chỉ nhà cách tuyến không quá (m)', 'Only houses within (m)'],
  renumber: ['Đánh lại cả nhà đã có số', 'Houses that have a number get another one too'],
  reason: ['Vì sao đổi số đang có', 'Why numbers are changed'],
  asking: ['Đang tính…', 'Working it out…'],
  nothing: ['Không có nhà nào cần số mới.', 'No house needs a number.'],
  apply: ['Ghi {n} số', 'Write {n} numbers'],
  applied: ['Đã ghi {n} số ở {name}.', 'Wrote {n} numbers in {name}.'],
  undo: ['Hoàn tác', 'Undo'],
  undone: ['Đã hoàn tác: các nhà ở {name} trở lại như trước.', 'Undone: the houses in {name} are as before.'],
  undoReason: ['Hoàn tác đánh số', 'Numbering undone'],
  hint: [
    'Sửa số ngay trong danh sách; các số phía sau chạy tiếp từ đó. Enter, mũi tên: sang nhà sau.',
    'Correct numbers in the list; those behind go on from there. Enter and arrows lead to the next house.',
  ],
  numberOf: ['Số của nhà thứ {n}', 'The number of house {n}'],
  'side-left': ['bên trái', 'left'],
  'side-right': ['bên phải', 'right'],
  along: ['ở mét {m}', 'at {m} m'],
  before: ['trước: {number}', 'before: {number}'],
  leave: ['Để lại', 'Leave out'],
  byRule: ['Theo thứ tự', 'By the rule'],
  kept: ['{n} nhà giữ nguyên', '{n} houses keep what they have'],
  'kept-certified': [
    '{n} đã xác thực: sửa từng nhà ở bàn làm việc',
    '{n} are verified: changed one by one at the desk',
  ],
  'kept-has-number': ['{n} đã có số', '{n} have a number'],
  'kept-outside-area': ['{n} ngoài địa bàn', '{n} are outside your area'],
  'kept-same-number': ['{n} vẫn đúng số ấy', '{n} get the number that they have'],
  'kept-left-out': ['{n} để lại', '{n} were left out'],
  takeAll: ['Đánh số lại các nhà để lại', 'Number those left out again'],
  changed: [
    'Có địa chỉ vừa thay đổi: đây là số tính lại, hãy xem rồi ghi.',
    'An address has changed: these are the new numbers; look, then write.',
  ],
  mapLabel: ['Bản đồ: phím mũi tên để dời', 'Map: arrow keys move it'],
  noMap: [
    'Không mở được bản đồ; vẫn đánh số được theo danh sách.',
    'The map cannot be shown; the list does without.',
  ],
} as const satisfies WordTable

export type NumberingWord = keyof typeof WORDS

/** A sentence of numbering in the page's language. */
export function say(word: NumberingWord, values?: Values): string {
  return sentence(WORDS[word], LANG, values)
}
