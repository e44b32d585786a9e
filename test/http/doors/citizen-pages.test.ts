import t from 'tap'
import { Citizen } from '../../support/citizen.ts'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = { headers: { accept: 'text/html' } }
const HERE = 'lat=10.5402&lon=106.4137'

t.test('A citizen declares without scripts and follows the declaration', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Citizen(app)
  const newest = async () =>
    (await send('officer', 'GET', '/v1/queue?sort=newest&kind=declaration')).body.items[0]

  t.test('where: by a text, by coordinates; nothing is sent yet', async (t) => {
    const asked = await anh.open('/dang-ky')
    t.match(asked, { status: 200, headers: { 'cache-control': 'no-store' } })
    t.match(asked.text, /type="search"[^>]*required/)
    const found = await anh.open('/dang-ky?q=ap%204,%20phuong%20long%20an')
    t.match(
      found.text,
      /href="\/dang-ky\?lat=10\.\d+&amp;lon=106\.\d+&amp;lang=vi">[^<]*4[^<]*Phường Long An/,
    )
    t.match((await anh.open('/dang-ky?q=qqqqzzzz')).text, /Không tìm thấy/)
    t.match(await anh.open('/dang-ky?lat=10.5x&lon=106'), {
      status: 400,
      text: /lat[^<]*10\.5x|10\.5x[^<]*lat/,
    })
    t.match(
      await anh.open('/dang-ky?lat=11.5564&lon=104.9282'),
      { status: 422, text: /ngoài địa bàn/ },
      'Phnom Penh',
    )
  })

  t.test(
    'what: sent, received under a number, seen by the officer, settled, seen by the citizen',
    async (t) => {
      await anh.open(`/dang-ky?${HERE}`)
      t.match(anh.page, /Phường Long An<\/option>/)
      const sent = await anh.declare({ house_number: '117', street: 'Đường Cổng Ngõ', text: 'cổng xanh' })
      t.equal(sent.status, 303, sent.text)
      const to = String(sent.headers.location)
      t.match(to, /^\/theo-doi\/(?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}\?lang=vi$/)
      const receipt = await anh.open(to)
      t.match(receipt, { status: 200, headers: { 'cache-control': 'no-store', 'x-robots-tag': /noindex/ } })
      t.match(receipt.text, /Đã nhận, chưa xem xét/)
      t.match(receipt.text, /Phường Long An/)
      t.match(receipt.text, /<img src="data:image\/svg\+xml/)
      t.notMatch(receipt.text, /\b117\b|Cổng Ngõ|cổng xanh/, 'never what was sent')
      const { id } = await newest()
      await send('officer', 'POST', `/v1/proposals/${id}/reject`, {
        reason: 'duplicate',
        text: 'đã có ở số 117A',
      })
      const refused = await anh.open(to)
      t.match(refused.text, /Không được nhận/)
      t.match(refused.text, /Đã có/)
      t.match(refused.text, /đã có ở số 117A/)
      t.match(refused.text, /khiếu nại/, 'and what to do')
    },
  )

  t.test('what is wrong is said above, at its field, and nothing that was typed is lost', async (t) => {
    const cases: [name: string, typed: Record<string, string>, said: RegExp, field: string][] = [
      ['neither street nor hamlet', { house_number: '9', street: '', hamlet: '' }, /street|đường/i, 'street'],
      ['a class that there is not', { house_number: '9', street: 'Hẻm 9', class: '7' }, /class/, 'class'],
      [
        'a number that is too long',
        { house_number: '9'.repeat(51), street: 'Hẻm 9' },
        /house_number/,
        'house_number',
      ],
      [
        'no phone',
        { house_number: '9', street: 'Hẻm 9', 'contact.phone': 'abc', 'contact.name': 'Anh' },
        /abc|contact/,
        'contact.phone',
      ],
    ]
    for (const [name, typed, said, field] of cases) {
      await anh.open(`/dang-ky?${HERE}`)
      const reply = await anh.declare({ ...typed, text: 'giữ "nguyên" <b>' })
      t.equal(reply.status, 422, `${name}: ${reply.text.slice(0, 300)}`)
      t.match(/role="alert"[\s\S]*?<\/ul>/.exec(reply.text)?.[0], said, name)
      t.match(reply.text, 'value="giữ &quot;nguyên&quot; &lt;b&gt;"', 'typed text is kept and no markup')
      if (typed[field])
        t.ok(reply.text.includes(`value="${typed[field]}"`) || field === 'class', `${name}: ${field}`)
    }
    const mended = await anh.declare({ 'contact.phone': '', 'contact.name': '' })
    t.equal(mended.status, 303, 'the page that told it can be sent')
  })

  t.test('a number that looks like none is asked about once, and the officer is told of it', async (t) => {
    for (const number of ['không số', 'cạnh nhà ông Ba', 'kế chợ', '0912 345 678']) {
      await anh.open(`/dang-ky?${HERE}`)
      const asked = await anh.declare({ house_number: number, street: 'Hẻm 9', hamlet: '' })
      t.equal(asked.status, 422, number)
      t.match(
        /role="alert"[\s\S]*?<\/ul>/.exec(asked.text)?.[0],
        `href="#f-house_number">“${number}” không giống số nhà`,
      )
      t.match(asked.text, `value="${number}" aria-invalid="true"`)
    }
    const other = await anh.declare({ house_number: 'gần đình' })
    t.match(other, { status: 422, text: /“gần đình” không giống số nhà/ }, 'another one is asked about too')
    t.equal((await anh.declare({})).status, 303, 'the same one again is meant')
    const { findings } = (await send('officer', 'GET', `/v1/proposals/${(await newest()).id}`)).body
    t.match(
      findings.find(({ rule }: { rule: string }) => rule === 'no-house-number'),
      { severity: 'warning', path: 'house_number', message: /gần đình/ },
    )
    await anh.open(`/dang-ky?${HERE}`)
    await anh.declare({ house_number: 'không số', street: 'Hẻm 9' })
    t.equal(
      (await anh.declare({ house_number: '', hamlet: 'Ấp 4' })).status,
      303,
      'none at all is no mistake',
    )
  })

  t.test('the same form twice is one declaration; a form of yesterday is told', async (t) => {
    await anh.open(`/dang-ky?${HERE}`)
    const page = anh.page
    const before = (await send('officer', 'GET', '/v1/queue?kind=declaration')).body.counts.declaration
    t.equal((await anh.declare({ house_number: '21', street: 'Hẻm 9' })).status, 303)
    anh.page = page
    const again = await anh.declare({ house_number: '21', street: 'Hẻm 9' })
    t.equal(again.status, 303)
    t.equal((await send('officer', 'GET', '/v1/queue?kind=declaration')).body.counts.declaration, before + 1)
    anh.page = page.replace(/name="csrf" value="[^"]*"/, 'name="csrf" value="old"')
    t.match(await anh.declare({ house_number: '23', street: 'Hẻm 9' }), {
      status: 403,
      text: /class="trouble"/,
    })
  })

  t.test('withdrawn by the receipt; a number that is none; from another site', async (t) => {
    await anh.open(`/dang-ky?${HERE}`)
    const to = String((await anh.declare({ house_number: '25', street: 'Hẻm 9' })).headers.location)
    const path = to.split('?')[0] as string
    await anh.open(to)
    t.match(await anh.form(path, { act: 'withdraw' }, { ...PAGE.headers, 'sec-fetch-site': 'cross-site' }), {
      status: 403,
    })
    t.match(await anh.form(path, { act: 'withdraw' }, PAGE.headers), {
      status: 303,
      headers: { location: `${path}?lang=vi` },
    })
    t.match((await anh.open(to)).text, /Đã rút lại/)
    t.match(await anh.form(path, { act: 'steal' }, PAGE.headers), { status: 400 })
    t.match(await anh.open('/theo-doi?so=2345-2345-2345-2345-2345'), { status: 303 })
    t.match(await anh.open('/theo-doi/2345-2345-2345-2345-2345'), {
      status: 404,
      text: /Không có biên nhận này/,
    })
    t.match(await anh.open('/theo-doi'), { status: 200, text: /name="so" required/ })
    t.match((await anh.open('/theo-doi?lang=en')).text, /Follow a declaration/)
  })
})
