import t from 'tap'
import { isIdentityNumber, namesDisease, personalField } from '../../src/parsing/personal-fields.ts'

t.test('what a column is about, by its name', async (t) => {
  const cases: [string, ReturnType<typeof personalField>][] = [
    ['Số CCCD', 'identity'],
    ['so_cmnd', 'identity'],
    ['Căn cước công dân', 'identity'],
    ['Mã định danh cá nhân', 'identity'],
    ['Ngày sinh', 'birth-date'],
    ['NAM_SINH', 'birth-date'],
    ['date_of_birth', 'birth-date'],
    ['DOB', 'birth-date'],
    ['Tên bệnh', 'disease'],
    ['benh', 'disease'],
    ['Chẩn đoán', 'disease'],
    ['ICD10', 'disease'],
    ['Bệnh viện', undefined],
    ['ten_benh_xa', 'disease'],
    ['Mã định danh', undefined],
    ['Số giường bệnh viện', undefined],
    ['Du lịch sinh thái', undefined],
    ['', undefined],
  ]
  for (const [name, field] of cases) t.equal(personalField(name), field, name)
})

t.test('numbers of papers', async (t) => {
  for (const text of ['080204001234', '080 204 001 234', '096.199.000001'])
    t.ok(isIdentityNumber(text, false), text)
  for (const text of ['180204001234', '301234567', '0312345678', '', '080204001234567'])
    t.notOk(isIdentityNumber(text, false), text)
  for (const text of ['301234567', '80204001234']) t.ok(isIdentityNumber(text, true), text)
  t.notOk(isIdentityNumber('chưa có', true))
})

t.test('illnesses', async (t) => {
  for (const text of ['Sốt xuất huyết Dengue', 'HIV/AIDS', 'COVID-19', 'lao phổi'])
    t.ok(namesDisease(text), text)
  for (const text of ['Cụm A', 'Lao động', 'Bệnh viện đa khoa', '']) t.notOk(namesDisease(text), text)
})
