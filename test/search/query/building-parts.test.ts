import t from 'tap'
import { tokenize } from '../../../src/parsing/tokens.ts'
import { buildingParts } from '../../../src/search/query/building-parts.ts'
import { normalizeText } from '../../../src/text/normalize.ts'

/** The words that are taken for parts of a building. */
function partsOf(text: string, unfinished = false): string {
  const normalized = normalizeText(text)
  const tokens = tokenize(normalized, 24)
  const mask = buildingParts(tokens, normalized, unfinished)
  return tokens
    .filter((_, i) => (mask >> i) & 1)
    .map((token) => token.text)
    .join(' ')
}

t.test('Parts of a building are told from what the address says', async (t) => {
  const cases: [text: string, parts: string][] = [
    ['Căn hộ A12.05, 12 Hùng Vương, Phường Tân An', 'căn hộ a12 05'],
    ['Căn hộ A12.05 12 Hùng Vương', 'căn hộ a12 05'],
    ['căn hộ 5A 12 Hùng Vương', 'căn hộ 5a'],
    ['12 Hùng Vương căn hộ số 5A', 'căn hộ số 5a'],
    ['12 Hùng Vương, căn 502', 'căn 502'],
    ['P.302 lầu 3, 12 Hùng Vương', 'p 302 lầu 3'],
    ['p302, 12 Hùng Vương', 'p302'],
    ['phong 12-05 toa B 12 hung vuong', 'phong 12-05 toa b'],
    ['Block B, tầng 5, căn 502, 12 Hùng Vương', 'block b tầng 5 căn 502'],
    ['Toà nhà A2, 12 Hùng Vương', 'toà nhà a2'],
    ['tầng trệt 12 Hùng Vương', 'tầng trệt'],
    ['ki-ốt 5 chợ Tân An', 'ki ốt 5'],
    ['sạp số 12, chợ Tân An', 'sạp số 12'],
    // Units, names and numbers of houses are none.
    ['P.3, Tân An', ''],
    ['Ấp Tân Phong 3, Xã Bến Lức', ''],
    ['Phong 3, Xã Bến Lức', 'phong 3'],
    ['Phóng 3, Xã Bến Lức', ''],
    ['Cần 12, Hùng Vương', ''],
    ['Cần Giuộc 5', ''],
    ['Toà nhà Viettel, 12 Hùng Vương', ''],
    ['Toà án, 12 Hùng Vương', ''],
    ['Tháp Mười, Xã Bến Lức', ''],
    ['căn hộ, 12 Hùng Vương', ''],
    ['12 Hùng Vương', ''],
    ['', ''],
  ]
  for (const [text, parts] of cases) t.equal(partsOf(text), parts, text)
})

t.test('A word that may go on is not yet one', async (t) => {
  t.equal(partsOf('toà a', true), '')
  t.equal(partsOf('căn hộ a12', true), '')
  t.equal(partsOf('căn hộ a12 1', true), 'căn hộ a12')
})
