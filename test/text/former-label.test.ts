import t from 'tap'
import { formerLabel } from '../../src/text/former-label.ts'

const FORMER = {
  commune: { name: 'Phường 6' },
  district: { name: 'Thành phố Tân An' },
  province: { name: 'Tỉnh Long An' },
}
const THEN = 'Phường 6, Thành phố Tân An, Tỉnh Long An'

t.test('A label with the units of its time', async (t) => {
  const cases: [label: string, expected: string | undefined][] = [
    ['Số 2, Khu phố 1, Phường Long An, Tỉnh Tây Ninh', `Số 2, Khu phố 1, ${THEN}`],
    ['Số 2, Khu phố 1 (Phường 6 cũ), Phường Long An, Tỉnh Tây Ninh', `Số 2, Khu phố 1, ${THEN}`],
    ['Khu phố 1 (Phường 5 cũ), Phường Long An, Tỉnh Tây Ninh', `Khu phố 1 (Phường 5 cũ), ${THEN}`],
    ['Phường Long An, Tỉnh Tây Ninh', undefined],
    ['12 Hùng Vương, Xã Bến Lức, Tỉnh Tây Ninh', undefined],
  ]
  for (const [label, expected] of cases)
    t.equal(formerLabel(label, 'Phường Long An', FORMER), expected, label)
  t.equal(formerLabel('Số 2, Phường Long An', 'Phường Long An', {}), undefined)
})
