import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'
import { Stranger } from '../../support/stranger.ts'

const HOUSE = {
  ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694' },
  ...{ house_number: '301', street: 'Đường Minh Hoạ' },
}

t.test('Receipts say that the record is demonstration data, and no longer when it is not', async (t) => {
  const { app, demo, close } = await deskApp()
  t.teardown(close)
  const anh = new Stranger(app)
  const declared = await anh.send('/v1/declarations', HOUSE)
  t.match(declared, { status: 201, body: { demonstration: true } }, declared.text)
  const place = { about: [106.4137, 10.5402], kind: 'other', text: 'x' }
  const reported = await anh.send('/v1/reports', place)
  t.match(reported, { status: 201, body: { demonstration: true } }, reported.text)
  const receipts = [`/v1/declarations/${declared.body.number}`, `/v1/reports/${reported.body.number}`]
  const page = (url: string) => anh.ask('GET', `${url}?lang=en`, undefined, { accept: 'text/html' })
  for (const url of receipts) {
    t.match((await anh.ask('GET', url)).body, { demonstration: true })
    t.match((await page(url)).text, 'runs with demonstration data: addresses and codes are not real here')
  }
  const record = new Database(join(demo.dataDir, 'registry.gpkg'))
  record.exec("UPDATE diachiso_info SET value = 'real' WHERE key = 'data_kind'")
  record.close()
  for (const url of receipts) {
    t.match((await anh.ask('GET', url)).body, { demonstration: false })
    t.notMatch((await page(url)).text, 'demonstration')
  }
  t.match(await anh.send('/v1/declarations', { ...HOUSE, house_number: '303' }), {
    status: 201,
    body: { demonstration: false },
  })
})
