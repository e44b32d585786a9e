import t from 'tap'
import { labelField } from '../../../src/text/fields/label-field.ts'

/** fields of a layer, and the one whose text names its features */
const LAYERS: readonly (readonly [fields: string[], label: string | undefined])[] = [
  [['ma', 'ten'], 'ten'],
  [['Ten', 'loai'], 'Ten'],
  [['MA_TRAM', 'TEN_TRAM'], 'TEN_TRAM'],
  [['Mã', 'tên'], 'tên'],
  [['STT', 'Tên trường', 'Cấp học'], 'Tên trường'],
  [['te\u0302n'], 'te\u0302n'],
  [['ten_xa', 'name'], 'name'],
  [['ten_xa', 'TEN_HUYEN', 'Tên tỉnh', 'Tên phường'], undefined],
  [['name_vi', 'title'], 'title'],
  [['tenure', 'tension', 'namespace'], undefined],
  [[], undefined],
]

t.test('The field that names features, as agencies call it', async (t) => {
  for (const [fields, label] of LAYERS) t.equal(labelField(fields), label, fields.join(', '))
})
