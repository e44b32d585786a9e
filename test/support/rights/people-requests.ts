import { randomUUID } from 'node:crypto'
import type { Actor, Role } from '../../../src/registry/actor.ts'
import { Numbering } from '../../../src/registry/numbering/numbering.ts'
import { NOT_SETTLED } from '../../../src/registry/proposals/lead-proposal.ts'
import type { AddressStatus } from '../../../src/store/layout/address-status.ts'
import { NOBODY } from '../../../src/store/people/contacts/contact-tables.ts'
import { draft } from '../registry-actors.ts'
import type { Make } from './asked.ts'
import { as, HERE, headersOf, MAKER, POINT, type RightsWorld } from './rights-world.ts'

const AT = '2026-10-01T00:00:00.000Z'
const NAME = 'Người Thử Quyền'
const CHANNEL = { kind: 'phone', value: '0912345678' }
const CONTACT = { people: [{ role: 'owner', name: NAME, channels: [CHANNEL] }] }
const LOOK = { purpose: `reason ${encodeURIComponent('gọi báo lịch gắn biển')}` }

/** Sends what must be there before, in the name of an account of the commune that is here. */
async function sendBefore(
  { app }: RightsWorld,
  role: 'collector' | 'officer',
  method: 'POST' | 'PUT',
  url: string,
  payload: object,
) {
  const reply = await app.inject({ method, url, payload, headers: headersOf(role, HERE) })
  if (reply.statusCode >= 300) throw new Error(`${url}: ${reply.body}`)
  return reply.json()
}

/** An address whose contact the collector who asks has written, else an officer. */
async function withContact(world: RightsWorld, { roles }: Actor): Promise<string> {
  const { uid } = await world.address('created')
  const url = `/v1/addresses/${uid}/people`
  await sendBefore(world, roles.has('collector') ? 'collector' : 'officer', 'PUT', url, CONTACT)
  return url
}

const asking = (address: string) => ({ kind: 'see', address, name: NAME, channel: CHANNEL })

async function personRequest(world: RightsWorld): Promise<string> {
  const { uid } = await world.address('created')
  return (await sendBefore(world, 'officer', 'POST', '/v1/person-requests', asking(uid))).id
}

/** Serial of a paper on an address of the commune that is here. */
async function certificate(world: RightsWorld): Promise<string> {
  const { uid } = await world.address('verified')
  return (await sendBefore(world, 'officer', 'POST', `/v1/addresses/${uid}/certificates`, {})).serial
}

const onPersonRequest =
  (act: string, payload?: object): Make =>
  async (world) => ({
    url: `/v1/person-requests/${await personRequest(world)}${act}`,
    ...(payload && { payload }),
    reaches: (body) => act !== '' || body.includes(NAME),
  })

/** Requests about people, and about what came without an account. */
export const PEOPLE_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /v1/addresses/:id/people': async (world, _state, sender) => ({
    url: await withContact(world, sender),
    headers: LOOK,
    reaches: (body) => body.includes(NAME),
  }),
  'PUT /v1/addresses/:id/people': async ({ address }) => ({
    url: `/v1/addresses/${(await address('created')).uid}/people`,
    payload: CONTACT,
  }),
  'DELETE /v1/addresses/:id/people': async (world, _state, sender) => ({
    url: await withContact(world, sender),
    reaches: (body) => JSON.parse(body).deleted === 1,
  }),
  'POST /v1/addresses/:id/people/:contact/confirm': async ({ address, people }) => {
    const { uid } = await address('created')
    const contact = {
      ...({ id: randomUUID(), address: uid, role: 'owner', state: 'unproven', written_at: AT } as const),
      ...{ account: NOBODY, person: NOBODY, office: NOBODY, content: '{}', consents: [] },
    }
    await people.write(({ contacts }) => contacts.add(contact))
    return { url: `/v1/addresses/${uid}/people/${contact.id}/confirm`, payload: {} }
  },
  'GET /v1/looks': async ({ headOf }, _state, { office, roles }) => {
    const [role] = roles
    // The head of the office here is so of no other.
    await headOf(office, as(role as Role, HERE).account)
    return { url: '/v1/looks' }
  },
  'GET /ban-lam-viec/yeu-cau': async (world) => {
    const id = await personRequest(world)
    return { url: '/ban-lam-viec/yeu-cau', reaches: (body) => body.includes(id) }
  },
  'POST /ban-lam-viec/yeu-cau': async (world) => ({
    url: '/ban-lam-viec/yeu-cau',
    payload: String(new URLSearchParams({ act: 'reply', id: await personRequest(world), text: 'đã nhận' })),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    done: 303,
  }),
  'GET /v1/person-requests': async (world) => {
    const id = await personRequest(world)
    return { url: '/v1/person-requests?limit=500', reaches: (body) => body.includes(id) }
  },
  'GET /v1/person-requests/:id': onPersonRequest(''),
  'POST /v1/person-requests/:id/reply': onPersonRequest('/reply', { text: 'đã nhận' }),
  'POST /v1/person-requests/:id/extend': onPersonRequest('/extend', { days: 1, reason: 'hồ sơ nhiều' }),
  'POST /v1/person-requests/:id/fulfil': onPersonRequest('/fulfil', { outcome: 'done', text: 'đã gửi' }),
  'POST /v1/addresses/:id/certificates': async ({ address }, state) => ({
    url: `/v1/addresses/${(await address(state as AddressStatus)).uid}/certificates`,
    payload: {},
  }),
  'GET /v1/certificates': async (world) => {
    const serial = await certificate(world)
    return { url: '/v1/certificates?limit=500', reaches: (body) => body.includes(serial) }
  },
  'POST /v1/certificates/:serial/revoke': async (world) => ({
    url: `/v1/certificates/${await certificate(world)}/revoke`,
    payload: { reason: 'cấp nhầm' },
  }),
  'GET /giay-xac-nhan': () => ({ url: '/giay-xac-nhan' }),
  'POST /giay-xac-nhan': async (world, state) => ({
    url: '/giay-xac-nhan',
    payload:
      state === 'issued'
        ? `act=revoke&reason=sai&serial=${await certificate(world)}`
        : `act=issue&id=${(await world.address(state as AddressStatus)).uid}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    done: 303,
  }),
  'GET /v1/evidence/:id': async ({ people, proposals }) => {
    const house = draft({ ...POINT, hamlet: null, house_number: randomUUID().slice(0, 8), raw_text: null })
    const { proposal } = await proposals.declare(undefined, house)
    const photo = Buffer.from('a photo')
    const size = { bytes: photo.length, width: 1, height: 1 }
    const evidence = { id: randomUUID(), proposal, ...size, account: null, created_at: AT }
    await people.write((tx) => tx.evidence.add(evidence, photo))
    return { url: `/v1/evidence/${evidence.id}` }
  },
  'POST /v1/reports/:number/settle': async ({ people }) => {
    const about = { subject: null, commune_code: HERE, hamlet: null, ...POINT }
    const by = { account: null, person: null, office: null }
    const report = { id: randomUUID(), kind: 'other' as const, ...about, text: 'sai', proposal: null, ...by }
    await people.write(({ reports }) =>
      reports.add({ ...report, state: 'open', created_at: AT, ...NOT_SETTLED }),
    )
    return { url: `/v1/reports/${report.id}/settle`, payload: { reason: 'done', text: 'đã sửa' } }
  },
  'POST /v1/addresses/number': async ({ address, store }) => {
    const street = `Đường Số ${randomUUID().slice(0, 8)}`
    const { uid } = await address('created', MAKER, { street, house_number: null })
    const place = { street, commune_code: HERE }
    const rule = { sides: 'none' as const, start: 1, step: 1, prefix: '' }
    const order = { place, rule, order: 'nearest' as const, addresses: [uid], renumber: false }
    // Whoever has got hold of the plan of an officer of the area writes nothing by it.
    const { tag } = await new Numbering({ store }).plan(MAKER, order)
    return {
      url: '/v1/addresses/number',
      payload: { ...place, order: 'nearest', addresses: [uid] },
      headers: { 'if-match': `"${tag}"` },
      refused: 412,
    }
  },
}
