import t from 'tap'
import { fieldTitle } from '../../../src/http/ogc/items/field-titles.ts'
import { itemName, namingFields } from '../../../src/http/ogc/items/item-name.ts'
import { servedApp } from '../../support/served-app.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/
const textOf = (html: string) => html.replace(/<[^>]*>/g, '')
/** Texts of the cells that begin the rows of a table. */
const firstCells = (page: string) =>
  [...page.matchAll(/<th scope="row">(.*?)<\/th>/g)].map(([, cell]) => textOf(cell!))
const heads = (page: string) =>
  [...page.matchAll(/<th scope="col">(.*?)<\/th>/g)].map(([, cell]) => textOf(cell!))

t.test('What a feature is called', (t) => {
  const cases: [name: string, properties: Record<string, unknown>, by: string[]][] = [
    ['Trạm Y tế Phường 3', { name: 'Trạm Y tế Phường 3', type: 'Trạm' }, ['name']],
    ['Trạm 3', { ma: 'x', TEN_TRAM: 'Trạm 3' }, ['TEN_TRAM']],
    ['L123', { code: 'L123', name: '' }, []],
    ['the-id', { name: null, beds: 4 }, []],
  ]
  for (const [name, properties, by] of cases) {
    const item = { id: 'the-id', properties }
    t.equal(itemName(item, {}), name)
    t.same(namingFields(item, {}), by, name)
  }
  const naming = { fields: ['a'], name: ({ a }: Readonly<Record<string, unknown>>) => String(a ?? '') }
  t.equal(itemName({ id: 'the-id', properties: { a: 'A', name: 'N' } }, { naming }), 'A')
  t.equal(itemName({ id: 'the-id', properties: { name: 'N' } }, { naming }), 'the-id')
  t.end()
})

t.test('What a property is called', (t) => {
  const titles = { beds: { vi: 'Giường bệnh' }, staff: { vi: 'Nhân viên', en: 'Staff' }, name: {} }
  const cases: [field: string, vi: string, en: string][] = [
    ['beds', 'Giường bệnh', 'Giường bệnh'],
    ['staff', 'Nhân viên', 'Staff'],
    ['name', 'Tên', 'Name'],
    ['anything', 'anything', 'anything'],
    ['constructor', 'constructor', 'constructor'],
  ]
  for (const [field, vi, en] of cases)
    t.same([fieldTitle(field, { titles }, 'vi'), fieldTitle(field, { titles }, 'en')], [vi, en], field)
  t.end()
})

t.test('Tables of features lead with names, under heads in words', async (t) => {
  const { app, close } = await servedApp()
  t.teardown(close)
  const page = async (url: string) => {
    const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } })
    t.equal(statusCode, 200, url)
    return body
  }
  const { collections } = (await app.inject('/ogc/collections?f=json')).json<{
    collections: { id: string }[]
  }>()
  t.ok(collections.length > 6)
  for (const { id } of collections) {
    const path = `/ogc/collections/${id}/items`
    const list = await page(`${path}?limit=20&lang=vi`)
    const { features } = (await app.inject(`${path}?limit=20&f=json`)).json<{
      features: { id: string; properties: Record<string, unknown> }[]
    }>()
    const names = firstCells(list)
    t.equal(names.length, features.length, id)
    for (const [i, { id: uid, properties }] of features.entries()) {
      t.notMatch(names[i], UUID, `${id}: ${names[i]}`)
      const said = properties.full_name ?? properties.street ?? properties.name
      if (said) t.ok(names[i]!.includes(String(said)), `${id}: ${names[i]} says ${said}`)
      if (i > 0) continue
      const one = await page(`${path}/${encodeURIComponent(uid)}?lang=vi`)
      t.equal(textOf(/<h1>(.*?)<\/h1>/.exec(one)![1]!), names[0])
      t.ok(textOf(one).includes(uid), 'the id stands on the page of a feature')
    }
    if (['addresses', 'streets', 'places', 'hamlets', 'communes', 'districts', 'provinces'].includes(id))
      for (const head of heads(list)) t.notMatch(head, /^[a-z_0-9]+$/, `${id}: "${head}" is in words`)
  }
})
