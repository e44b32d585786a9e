import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'
import { Visitor } from '../../support/visitor.ts'

t.test('The page that reports an error, without scripts', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const shop = {
    ...{ class: 3, lon: 106.4137, lat: 10.5402, commune_code: '27694', name: 'Quán Ngõ Đông' },
    ...{ street: 'Đường Ngõ Đông', house_number: '5' },
  }
  const { body } = await send('officer', 'POST', '/v1/addresses', shop)
  const code = body.properties.vn.code as string
  const anh = new Visitor(app, { headers: { accept: 'text/html' } })

  for (const [about, kind, said] of [
    [code, 'wrong-content', 'Tên đúng là Quán Ngõ Đông 2'],
    ['106.4137,10.5402', 'missing', '<script>alert(1)</script> thiếu nhà'],
  ] as const)
    t.test(`sends what is wrong with ${about}, and shows the number`, async (t) => {
      const page = await anh.get(`/phan-anh?about=${about}&kind=${kind}`)
      t.equal(page.status, 200)
      t.equal(page.headers['cache-control'], 'no-store')
      t.match(page.text, `value="${kind}" required checked`)
      const sent = await anh.send('/v1/reports?lang=vi', { about, kind, text: said })
      t.equal(sent.status, 303, sent.text)
      const receipt = await anh.get(String(sent.headers.location))
      const number = String(sent.headers.location).split('/').at(-1)!
      t.match(receipt.text, `<dd>${number}</dd>`)
      t.notMatch(receipt.text, /script>|Ngõ/)
      const { items } = (await send('officer', 'GET', '/v1/queue?kind=report')).body
      t.ok(items.some(({ text }: { text: string }) => text === said))
    })

  t.test('shows what is typed as text, and no more than fits', async (t) => {
    const hostile = await anh.get(`/phan-anh?about=${encodeURIComponent('"><script>x</script>')}`)
    t.equal(hostile.status, 200)
    t.notMatch(hostile.text, '<script>')
    t.equal((await anh.get(`/phan-anh?about=${'1'.repeat(129)}`)).status, 400)
    await anh.get('/phan-anh')
    t.equal(
      (await anh.send('/v1/reports?lang=vi', { about: code, kind: 'other', text: 'x'.repeat(2001) })).status,
      400,
    )
    await anh.get('/phan-anh?lang=en')
    t.match(anh.page, 'An address is missing here')
  })
})
