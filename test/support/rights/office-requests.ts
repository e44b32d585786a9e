import type { Make } from './asked.ts'
import { HERE } from './rights-world.ts'


const form = (fields: Readonly<Record<string, string>>) => ({
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

/** Requests of the pages of offices. */
export const OFFICE_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /ban-lam-viec/tong-quan': () => ({ url: `/ban-lam-viec/tong-quan?commune=${HERE}` }),
  'GET /v1/addresses/:id/audit': async ({ address }) => ({
    url: `/v1/addresses/${(await address('created')).uid}/audit`,
  }),
  'GET /ban-lam-viec/lich-su': async ({ address }) => ({
    url: `/ban-lam-viec/lich-su?about=${(await address('created')).uid}`,
  }),
  'POST /ban-lam-viec/tong-quan': () => ({
    url: '/ban-lam-viec/tong-quan',
    done: 303,
    ...form({ commune_code: HERE, class: '1', count: '9', source: 'thử', date: '2026-01-01' }),
  }),
}
