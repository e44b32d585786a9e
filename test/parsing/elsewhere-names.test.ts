import t from 'tap'
import { readElsewhere } from '../../src/units/elsewhere.ts'

t.test('Names of units elsewhere at the end of a text', async (t) => {
  const names = readElsewhere()
  const cases: [text: string, unit: string | undefined, whole?: boolean, asUnit?: boolean][] = [
    ['Mỹ Tho', 'Thành phố Mỹ Tho', true, false],
    ['TP. Mỹ Tho', 'Thành phố Mỹ Tho', true, true],
    ['my\u00a0tho', 'Thành phố Mỹ Tho', true, false],
    ['Mỹ Tho, Tiền Giang, Việt Nam', 'Thành phố Mỹ Tho', true, true],
    ['Mỹ Thọ', undefined],
    ['Mỹ', undefined],
    ['12 Lê Lợi, Quận 1, TP HCM', 'Quận 1', false, true],
    ['12 le loi q1 tphcm', 'Quận 1', false, true],
    ['Quận 9, TP.HCM', 'Quận 9', true, true],
    ['9, TP.HCM', 'Thành phố Hồ Chí Minh', false, true],
    ['Phú Hòa', 'Huyện Phú Hòa', true, false],
    ['Quán A, Phú Hòa', undefined],
    ['Quán A, huyện Phú Hòa', 'Huyện Phú Hòa', false, true],
    ['Quán A, An Giang', 'Tỉnh An Giang', false, false],
    ['đường An Giang', undefined],
    ['Châu Thành, Bến Tre', 'Huyện Châu Thành', true, true],
    ['Campuchia, Bavet', 'Thị xã Bavet', true, true],
    ['TP HCM, Quận 1', 'Quận 1', true, true],
    ['Bến Tre, Châu Thành', 'Huyện Châu Thành', true, true],
    ['Chợ A, Long An, Châu Thành', undefined],
    ['7', undefined],
    ['quận', undefined],
    ['Long An', undefined],
    ['Tây Ninh, Việt Nam', undefined],
    ['', undefined],
    [', ,', undefined],
    ['Việt Nam', undefined],
  ]
  for (const [text, unit, whole, asUnit] of cases) {
    const found = names.find(text)
    t.equal(found?.unit.fullName, unit, text)
    if (unit) t.same([found?.whole, found?.asUnit], [whole, asUnit], text)
  }
  t.equal(names.find('Châu Thành, Bến Tre')?.outer.name, 'Bến Tre')
  t.equal(
    names.find(`${'x '.repeat(5000)}Mỹ Tho, Tiền Giang`)?.whole,
    false,
    'a long text is looked at from its end',
  )
})
