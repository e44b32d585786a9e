import ExcelJS from 'exceljs'
import t from 'tap'
import { readRow } from '../../../src/http/office/table/table-rows.ts'
import { Citizen } from '../../support/citizen.ts'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = '/tai-khoan/khai-bao-bang'
const POINT = { lat: '10.5402', lon: '106.4137' }
const around = { containing: () => ({ commune: { code: '27694' }, metresToBoundary: () => 9 }) }
const nowhere = { containing: () => undefined }
type Register = Parameters<typeof readRow>[1]

t.test('A row of a table is read, or told what is wrong by column, value and rule', async (t) => {
  const good = readRow({ ...POINT, street: ' Đường Bảng ' }, around as unknown as Register)
  t.match(good, { draft: { class: 1, street: 'Đường Bảng', commune_code: '27694', house_number: null } })
  t.match(readRow({ lat: '10,5402', lon: '106,4137' }, around as unknown as Register), {
    draft: { lat: 10.5402 },
  })
  const cases: [row: object, register: object, said: RegExp][] = [
    [{ ...POINT, class: '6' }, around, /class = "6"/],
    [{ lat: '', lon: '106' }, around, /lat = ""/],
    [{ lat: '91', lon: '106' }, around, /lat = "91"/],
    [{ ...POINT, commune_code: 'x' }, around, /commune_code = "x"/],
    [POINT, nowhere, /commune_code = ""/],
    [{ ...POINT, house_number: '9'.repeat(51) }, around, /house_number = "9{50,}/],
  ]
  for (const [row, register, said] of cases) {
    const read = readRow(row, register as Register)
    t.match('problems' in read && read.problems[0]?.vi, said, JSON.stringify(row))
  }
})

t.test('An organisation declares many objects by a table, without scripts', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const headers = { 'x-test-actor': 'agency' }
  const upload = (file: Buffer | string, name = 'nhà.csv', as = 'agency') => {
    const head = `--x\r\ncontent-disposition: form-data; name="data"; filename="${name}"\r\n\r\n`
    const payload = Buffer.concat([Buffer.from(head), Buffer.from(file), Buffer.from('\r\n--x--\r\n')])
    const type = { 'x-test-actor': as, 'content-type': 'multipart/form-data; boundary=x' }
    return app.inject({ method: 'POST', url: `${PAGE}/tep?lang=vi`, payload, headers: type })
  }
  const waiting = async () =>
    (await send('officer', 'GET', '/v1/queue?kind=declaration')).body.counts.declaration as number
  const rows = [
    'Số nhà,Đường,Vĩ độ,Kinh độ,Loại,Tên',
    '1,Đường Bảng,10.5402,106.4137,2,Kho <b>A',
    '2,Đường Bảng,10.5403,106.4138,2,Kho B',
    '3,Đường Bảng,11.5564,104.9282,2,Kho C',
    '4,Đường Bảng,10.5404,106.4139,9,Kho D',
  ].join('\n')

  t.match((await app.inject(PAGE)).headers.location, /dang-nhap/)
  const page = await app.inject({ url: PAGE, headers })
  t.match([page.statusCode, page.body], [200, /type="file"/])
  t.notMatch(page.body, '<script')
  t.equal((await upload(rows, 'a.csv', 'nobody')).statusCode, 401)

  const before = await waiting()
  const report = await upload(rows)
  t.equal(report.statusCode, 200, report.body)
  t.match(report.body, '<strong>2</strong> dòng gửi được, <strong>2</strong> dòng phải sửa')
  t.match(report.body, /<td>4<\/td>[\s\S]*?commune_code = &quot;&quot;/)
  t.match(report.body, /<td>5<\/td>[\s\S]*?class = &quot;9&quot;/)
  t.notMatch(report.body, 'Kho <b>A')
  t.equal(await waiting(), before, 'nothing is sent yet')

  const [, key = ''] = /name="key" value="([^"]*)"/.exec(report.body) ?? []
  const [, table = ''] = /name="table" value="([^"]*)"/.exec(report.body) ?? []
  const plain = table
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
  const declare = (text = plain) =>
    app.inject({
      method: 'POST',
      url: `${PAGE}?lang=vi`,
      payload: String(new URLSearchParams({ key, table: text })),
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
  const sent = await declare()
  const numbers = [...sent.body.matchAll(/\/theo-doi\/([2-9A-Z-]{24})/g)].map(([, number]) => number)
  t.equal(numbers.length, 2, sent.body)
  t.equal(await waiting(), before + 2)
  t.match((await new Citizen(app).open(`/theo-doi/${numbers[0]}`)).text, 'Đã nhận, chưa xem xét')
  t.equal((await declare()).statusCode, 200)
  t.equal(await waiting(), before + 2, 'a page that is loaded anew doubles nothing')

  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('nhà')
  sheet.addRow(['house_number', 'street', 'lat', 'lon'])
  sheet.addRow([5, 'Đường Sổ', 10.5405, 106.414])
  const workbook = await upload(Buffer.from(await book.xlsx.writeBuffer()), 'nhà.xlsx')
  t.match(workbook.body, /<strong>1<\/strong> dòng gửi được[\s\S]*Đường Sổ/)

  const wrong: [file: string, name: string, said: RegExp][] = [
    ['a,b\n1,2\n', 'a.csv', /thiếu cột lat, lon/],
    ['PK not a workbook', 'a.xlsx', /role="alert"/],
    [`lat,lon\n${'10.5,106.4\n'.repeat(501)}`, 'a.csv', /hơn 500 dòng/],
  ]
  for (const [file, name, said] of wrong)
    t.match(await upload(file, name), { statusCode: 400, body: said }, name)
})
