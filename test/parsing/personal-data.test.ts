import t from 'tap'
import { contactIn, looksLikeFullName, titledNameIn } from '../../src/parsing/personal-data.ts'

t.test('phones, e-mails and numbers of papers are found however they are written', async (t) => {
  const cases: readonly [text: string, contact: ReturnType<typeof contactIn>][] = [
    ['Quán Cô Ba 0912345678', 'phone'],
    ['ĐT: 0912 345 678', 'phone'],
    ['0912.345.678', 'phone'],
    ['(0272) 3826 123', 'phone'],
    ['+84 912-345-678', 'phone'],
    ['0912/345/678', 'phone'],
    ['liên hệ ba.nam@gmail.com', 'email'],
    ['CCCD 079 123 456 789', 'identity'],
    ['CCCD 301234567890', 'identity'],
    ['CMND 301234567', 'identity'],
    ['Cây xăng Hạnh Phúc', undefined],
    ['Trường THCS 30/4', undefined],
    ['Khu phố 2, Phường 3, 82120', undefined],
    ['12/34/56/78/9', undefined],
    ['Quốc lộ 1 Km 1923+500', undefined],
    ['Nhà văn hóa Ấp 5 @', undefined],
    ['Công ty 2021', undefined],
    ['', undefined],
  ]
  for (const [text, contact] of cases) t.equal(contactIn(text), contact, text)
})

t.test('a long text costs its length', async (t) => {
  // Each would take minutes if it were read again from every letter.
  for (const text of ['@', '0 ', 'a', '1-', 'a@a', '(((', '09 '])
    t.ok([undefined, 'phone', 'identity'].includes(contactIn(text.repeat(200_000))))
})

t.test('a title and a name', async (t) => {
  for (const text of ['Nhà ông Ba', 'bà Năm Sa Đéc', 'hộ Trần Thị Bé', 'gửi Anh Tuấn', 'chú  Út'])
    t.ok(titledNameIn(text), text)
  for (const text of ['nhà bà con', 'Ba Tri', 'Công an xã', 'ông', 'bà', ''])
    t.notOk(titledNameIn(text), text)
})

t.test('a full name as a whole', async (t) => {
  for (const text of ['Nguyễn Văn A', 'Trần Thị Bé Năm', 'LÊ VĂN TÁM']) t.ok(looksLikeFullName(text), text)
  for (const text of ['Nguyễn', 'Trường Nguyễn Văn A', 'Lê Lợi 12', 'Trạm y tế', ''])
    t.notOk(looksLikeFullName(text), text)
})
