import t from 'tap'
import type { QueryRemark } from '../../src/web/api/replies.ts'
import { sayIn } from '../../src/web/card/facts.ts'
import { remarkOn } from '../../src/web/card/query-remark.ts'

const MY_THO = {
  warnings: ['outside-province'],
  outside: { name: 'Thành phố Mỹ Tho', kind: 'district', within: 'Tỉnh Tiền Giang', until: '2025-06-30' },
}

t.test('What is said of a text as a whole, in plain words', async (t) => {
  const cases: [remark: QueryRemark | undefined, title: string | undefined, text: string][] = [
    [
      MY_THO,
      'Thành phố Mỹ Tho nằm ngoài tỉnh',
      'Thành phố Mỹ Tho thuộc Tỉnh Tiền Giang đến hết ngày 30/6/2025.',
    ],
    [
      { warnings: ['outside-province'], outside: { name: 'Campuchia', kind: 'country', within: null } },
      'Campuchia nằm ngoài tỉnh',
      'Dữ liệu ở đây chỉ có trong tỉnh',
    ],
    [
      { warnings: ['outside-province'], outside: { name: '48.8, 2.2', kind: 'point', within: null } },
      'Điểm này nằm ngoài tỉnh',
      'Dữ liệu',
    ],
    [{ warnings: ['outside-province'] }, 'Điểm này nằm ngoài tỉnh', 'Dữ liệu'],
    [{ warnings: ['coordinate-incomplete'], missing: 'lon' }, 'Thiếu kinh độ', 'hai số'],
    [{ warnings: ['coordinate-incomplete'], missing: 'lat' }, 'Thiếu vĩ độ', 'hai số'],
    [{ warnings: ['coordinate-incomplete'] }, 'Plus code này thiếu phần đầu', 'GCP6+9R Tân An'],
    [{ warnings: ['coordinate-not-understood'] }, 'Không đọc được toạ độ này', 'đường dẫn'],
    [
      { warnings: ['former-postcode'], postcode: { code: '850000', list: 'before-2018' } },
      '850000 là mã bưu chính cũ',
      'trước năm 2018',
    ],
    [
      { warnings: ['former-postcode'], postcode: { code: '82999', list: 'former' } },
      '82999 là mã bưu chính cũ',
      '24/8/2025',
    ],
    [
      { warnings: ['postcode-not-found'], postcode: { code: '70000', list: 'unknown' } },
      'Không có mã 70000',
      'Danh mục',
    ],
    [{ warnings: [], postcode: { code: '82120', list: 'today' } }, undefined, ''],
    [undefined, undefined, ''],
  ]
  for (const [remark, title, text] of cases) {
    const said = remarkOn(remark, sayIn('vi'))
    t.equal(said?.title, title)
    t.ok(said === undefined || said.text.includes(text), said?.text ?? 'nothing')
  }
  t.equal(remarkOn(MY_THO, sayIn('en'))?.title, 'Thành phố Mỹ Tho lies outside the province')
})
