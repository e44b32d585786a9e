import t from 'tap'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

const files = workFolder()
t.teardown(files.close)

t.test('An import of a layer says which columns look like phones or names', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const rows = [
    ['Trạm y tế Long An', 'Nguyễn Văn A', '0912345678', '912345678', 'Đường 30/4', '12'],
    ['Nhà thuốc Cô Ba', 'Trần Thị Bé', '', '912345679', 'Nguyễn Huệ', '7'],
    ['Nha khoa Việt', 'bà Năm', 'ấp 3', '', 'Lê Lợi, P1', '9'],
  ]
  const head = 'id,lon,lat,ten,phu_trach,lien_he,so_dt,duong,giuong'
  const file = files.write(
    'health.csv',
    [
      head,
      ...rows.map((row, i) => [`h${i}`, '106.41', '10.54', ...row].join(',').replace('Lợi, ', 'Lợi ')),
    ].join('\n'),
  )
  const { personal } = await loadLayer(record, 'health', file)
  t.same(personal, [
    { column: 'phu_trach', looksLike: 'name', values: 3, of: 3 },
    { column: 'lien_he', looksLike: 'phone', values: 1, of: 2 },
    { column: 'so_dt', looksLike: 'phone', values: 2, of: 2 },
  ])
  const plain = files.write(
    'plain.csv',
    `${head.split(',').slice(0, 4).join(',')}\np,106.41,10.54,Trạm y tế\n`,
  )
  t.same((await loadLayer(record, 'health', plain)).personal, [])
})

t.test('also where phones are numbers', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const feature = (phone: number, beds: number) =>
    JSON.stringify({
      type: 'Feature',
      properties: { phone, beds },
      geometry: { type: 'Point', coordinates: [106.41, 10.54] },
    })
  const file = files.write(
    'phones.ndjson',
    [feature(912345678, 12), feature(987654321, 1_000_000)].join('\n'),
  )
  t.match((await loadLayer(record, 'health', file)).personal, [
    { column: 'phone', looksLike: 'phone', values: 2 },
  ])
})

t.test('and papers, days of birth and illnesses, but no hospital', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const file = files.write(
    'cases.csv',
    `id,lon,lat,ten,Số CCCD,ngay_sinh,Chẩn đoán,benh_vien,ghi_chu,ma\n${[1, 2]
      .map(
        (i) =>
          `c${i},106.41,10.54,Trạm ${i},08020400123${i},0${i}/05/1998,sốt xuất huyết,BV Long An,Tay chân miệng,07919900456${i}`,
      )
      .join('\n')}\n`,
  )
  t.same(
    (await loadLayer(record, 'health', file)).personal?.map(({ column, looksLike }) => [column, looksLike]),
    [
      ['Số CCCD', 'identity'],
      ['ngay_sinh', 'birth-date'],
      ['Chẩn đoán', 'disease'],
      ['ghi_chu', 'disease'],
      ['ma', 'identity'],
    ],
  )
})
