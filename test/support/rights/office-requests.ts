import { randomUUID } from 'node:crypto'
import { made } from '../registry-engines.ts'
import type { Make } from './asked.ts'
import { HERE, MAKER, POINT } from './rights-world.ts'

const TABLE = `line,class,name,house_number,street,commune_code,lat,lon\n2,2,Cơ sở,1,Đường Bảng,${HERE},${POINT.lat},${POINT.lon}\n`

const form = (fields: Readonly<Record<string, string>>) => ({
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

/** Requests of the pages of offices. */
export const OFFICE_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /ban-lam-viec': () => ({ url: '/ban-lam-viec' }),
  'GET /ban-lam-viec/danh-so': () => ({ url: '/ban-lam-viec/danh-so' }),
  'GET /v1/numbering': () => ({ url: `/v1/numbering?commune=${HERE}` }),
  'GET /ban-lam-viec/tong-quan': () => ({ url: `/ban-lam-viec/tong-quan?commune=${HERE}` }),
  'GET /v1/addresses/:id/audit': async ({ address }) => ({
    url: `/v1/addresses/${(await address('created')).uid}/audit`,
  }),
  'GET /ban-lam-viec/lich-su': async ({ address }) => ({
    url: `/ban-lam-viec/lich-su?about=${(await address('created')).uid}`,
  }),
  'GET /ban-lam-viec/thay-doi': () => ({ url: `/ban-lam-viec/thay-doi?commune=${HERE}` }),
  'POST /ban-lam-viec/thay-doi': async ({ address, registry }, state) => {
    const { uid, eventId } = await address(state === 'verified' ? 'verified' : 'created')
    const event =
      state === 'verified'
        ? eventId
        : (await made(registry.change(MAKER, uid, 1, { street: 'Đường Khác' }))).event
    return { url: '/ban-lam-viec/thay-doi', done: 303, ...form({ event, reason: 'nhầm' }) }
  },
  'GET /tai-khoan/khai-bao-bang': () => ({ url: '/tai-khoan/khai-bao-bang' }),
  'POST /tai-khoan/khai-bao-bang': () => ({
    url: '/tai-khoan/khai-bao-bang',
    ...form({ key: randomUUID(), table: TABLE }),
    reaches: (body) => body.includes('/theo-doi/'),
  }),
  'POST /tai-khoan/khai-bao-bang/tep': () => ({
    url: '/tai-khoan/khai-bao-bang/tep',
    payload: `--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${TABLE}\r\n--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    reaches: (body) => body.includes('Đường Bảng'),
  }),
  'POST /ban-lam-viec/tong-quan': () => ({
    url: '/ban-lam-viec/tong-quan',
    done: 303,
    ...form({ commune_code: HERE, class: '1', count: '9', source: 'thử', date: '2026-01-01' }),
  }),
}
