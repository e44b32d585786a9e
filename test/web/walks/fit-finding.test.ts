import t from 'tap'
import { noBrowser, stage } from '../../support/browser.ts'
import { testFit } from '../../support/page-fit.ts'

t.test(
  'Pages that find, show and explain fit small screens and large text',
  { skip: noBrowser('portal.html'), timeout: 600_000 },
  async (t) => {
    const here = await stage(undefined, { withPeople: true })
    t.teardown(() => here.close())
    const [address] = (await here.app.inject('/ogc/collections/addresses/items?f=json&limit=1')).json()
      .features
    const { code } = address.properties
    for (const path of [
      '/',
      `/?code=${code}`,
      `/${code}`,
      '/ban-do',
      '/ban-do/health',
      '/ban-do/epidemiology',
      '/chuyen-doi?q=x%C3%A3%20nh%E1%BB%8B%20th%C3%A0nh,%20th%E1%BB%A7%20th%E1%BB%ABa',
      `/tra-cuu-ma?q=${code}`,
      '/dia-chi-so',
      '/khong-co',
    ])
      await testFit(t, here, path)
  },
)
