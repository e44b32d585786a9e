import t from 'tap'
import { noBrowser, stage } from '../../support/browser.ts'
import { testFit } from '../../support/page-fit.ts'

const HERE = 'lat=10.5402&lon=106.4137'

t.test(
  'Pages of services, for developers and of documents fit small screens and large text',
  { skip: noBrowser('portal.html'), timeout: 600_000 },
  async (t) => {
    const here = await stage(undefined, { withPeople: true })
    t.teardown(() => here.close())
    for (const path of [
      '/nha-phat-trien',
      `/dang-ky?${HERE}`,
      `/phan-anh?${HERE}`,
      '/theo-doi',
      '/du-lieu-cua-toi',
      '/gxn',
      '/nhung',
      '/dang-nhap',
      '/docs/can-bo',
      '/docs/clients',
      '/ogc/collections/addresses/items?f=html',
    ])
      await testFit(t, here, path)
  },
)
