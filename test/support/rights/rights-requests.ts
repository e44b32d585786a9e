import { hash, randomUUID } from 'node:crypto'
import { dayOf } from '../../../src/chains/day-of.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import type { AddressStatus } from '../../../src/store/layout/address-status.ts'
import { addAccount, addKey } from '../account-rows.ts'
import { actor, draft } from '../registry-actors.ts'
import { made } from '../registry-engines.ts'
import { ACCOUNT_REQUESTS } from './account-requests.ts'
import { type Make, writerOf } from './asked.ts'
import { BATCH_REQUESTS } from './batch-requests.ts'
import { OFFICE_REQUESTS } from './office-requests.ts'
import { PEOPLE_REQUESTS } from './people-requests.ts'
import { ELSEWHERE, HERE, MAKER, POINT, type RightsWorld } from './rights-world.ts'
import { SESSION_REQUESTS } from './session-requests.ts'

const WHY = { reason: 'nghị quyết', decision: { number: '7/NQ', date: '2026-10-20' } }
const HOUSE = {
  class: 2,
  name: 'Cơ sở thử',
  house_number: '77',
  street: 'Đường Thử Quyền',
  commune_code: HERE,
  ...POINT,
}
const HAMLET = { type: 'ấp', commune_code: HERE, ...POINT }
const DELEGATE = actor('người gửi', ['officer'], [ELSEWHERE])

/** A request on an address in the state of the line. */
const onAddress =
  (act: string, payload: (world: RightsWorld, state: string) => object | Promise<object>): Make =>
  async (world, state, sender) => {
    const [status = ''] = state.split(/[ ,]/)
    const { uid, revision } = await world.address(status as AddressStatus, writerOf(sender))
    return { url: `/v1/addresses/${uid}${act}`, payload: await payload(world, state), revision }
  }

const onAddressItem: Make = async (world, state, sender) => {
  const { uid } = await world.address(state as AddressStatus, writerOf(sender))
  return { url: `/v1/items/address/${uid}` }
}

const transition: Make = async (world, state, sender) => {
  const [from, to] = state.split(' → ')
  const { uid, revision } = await world.address(from as AddressStatus, writerOf(sender))
  const payload = { to, method: 'thực địa', date: '2026-10-02', ...WHY }
  return { url: `/v1/addresses/${uid}/transitions`, payload, revision }
}

/** Proposals as they come to wait. */
const PROPOSED: Readonly<Record<string, (world: RightsWorld, sender: Actor) => Promise<string>>> = {
  declaration: async ({ proposals }) =>
    (await proposals.declare(undefined, draft({ ...HOUSE, ...NOTHING }))).proposal,
  own: async ({ proposals }, sender) =>
    (await proposals.declare(sender, draft({ ...HOUSE, ...NOTHING }))).proposal,
  'of created': async ({ registry }) => {
    const { uid } = await elsewhere(registry)
    return waiting(registry.change(DELEGATE, uid, 1, { commune_code: HERE }))
  },
  'of verified': async (world) => {
    const { uid, revision } = await world.address('verified')
    return waiting(world.registry.change(MAKER, uid, revision, { street: 'Đường Mới' }, { reason: 'nhầm' }))
  },
}
const NOTHING = { hamlet: null, former_commune_code: null, raw_text: null }

/** An address of the other area. */
async function elsewhere(registry: RightsWorld['registry']) {
  const house = draft({ ...NOTHING, commune_code: ELSEWHERE })
  return (await made(registry.create(DELEGATE, house))).version
}

async function waiting(change: Promise<object>): Promise<string> {
  const outcome = (await change) as { proposal?: string }
  if (outcome.proposal === undefined) throw new Error('nothing waits')
  return outcome.proposal
}

async function finding(
  { store, address }: RightsWorld,
  sender: Actor,
): Promise<{ id: string; revision: number }> {
  const { uid, revision } = await address('created', writerOf(sender))
  const id = hash('sha256', randomUUID(), 'hex')
  const said = { message_vi: 'thử', message_en: 'test', values_hash: 'x', at: '2026-10-01T00:00:00.000Z' }
  const about = {
    commune_code: HERE,
    hamlet: null,
    path: 'street',
    subject: uid,
    other: null,
    neighbours: 0,
    revision,
  }
  await store.write(({ findings }) =>
    findings.add([
      {
        ...{ id, kind: 'finding', rule: 'test', severity: 'warning', state: 'open', lon: null, lat: null },
        ...about,
        ...said,
        repair: JSON.stringify({ street: 'Đường Sửa' }),
      } as Parameters<typeof findings.add>[0][number],
    ]),
  )
  return { id, revision }
}

async function component(
  { components }: RightsWorld,
  kind: 'hamlet' | 'street',
): Promise<{ id: string; revision: number }> {
  const name = `${kind === 'hamlet' ? 'Ấp' : 'Đường'} ${randomUUID().slice(0, 8)}`
  const place = kind === 'hamlet' ? HAMLET : { ...HAMLET, type: null, lon: null, lat: null }
  const created = await components.create(MAKER, kind, { former_commune_code: null, ...place, name }, {})
  if (!('version' in created)) throw new Error('it was there')
  return { id: created.version.uid, revision: created.version.revision }
}

const onComponent =
  (kind: 'hamlet' | 'street', act: string, payload: (world: RightsWorld) => Promise<object>): Make =>
  async (world, state) => {
    const { id, revision } = await component(world, kind)
    if (state === 'of certified addresses') await world.address('verified', MAKER, { hamlet_uid: id })
    return { url: `/v1/${kind}s/${id}${act}`, payload: await payload(world), revision }
  }

const onWebhook =
  (act: string, payload?: object): Make =>
  async ({ people }) => {
    const id = randomUUID()
    const { account, person, office } = MAKER
    const webhook = { id, url: 'https://receiver.example/', secret: 'x', communes: null, actions: null }
    const rest = { state: 'active' as const, account, person, office, created_at: '2026-10-01T00:00:00.000Z' }
    await people.write(({ webhooks }) => webhooks.add({ ...webhook, ...rest }))
    return { url: `/v1/webhooks/${id}${act}`, ...(payload && { payload }) }
  }

const onProposal =
  (act: string, payload?: object): Make =>
  async (world, state, sender) => {
    const mine = state.includes('one’s own')
    const of = PROPOSED[mine ? 'own' : state] ?? PROPOSED.declaration
    const id = await (of as NonNullable<typeof of>)(world, sender)
    if (state.startsWith('returned')) await world.proposals.return(MAKER, id, { text: 'thiếu' })
    if (state.startsWith('rejected')) await world.proposals.reject(MAKER, id, { reason: 'other', text: 'x' })
    const revision = state.startsWith('returned') && mine ? 2 : undefined
    return { url: `/v1/proposals/${id}${act}`, ...(payload && { payload }), ...(revision && { revision }) }
  }

const components = (kind: 'hamlet' | 'street'): Record<string, Make> => ({
  [`POST /v1/${kind}s`]: () => {
    const { type, lon, lat, ...street } = HAMLET
    const name = `${kind} ${randomUUID().slice(0, 8)}`
    return { url: `/v1/${kind}s`, payload: { ...(kind === 'hamlet' ? HAMLET : street), name } }
  },
  [`PATCH /v1/${kind}s/:id`]: onComponent(kind, '', async () => ({
    name: `Tên ${randomUUID().slice(0, 8)}`,
    ...WHY,
  })),
  [`POST /v1/${kind}s/:id/merge`]: onComponent(kind, '/merge', async (world) => ({
    others: [await component(world, kind)],
    ...WHY,
  })),
  [`POST /v1/${kind}s/:id/end`]: onComponent(kind, '/end', async () => WHY),
})

/** Codes given so far: none is given twice. */
let codes = 0

/** A request of each route that the table of rights names, on what is in the state of a line. */
export const REQUESTS: Readonly<Record<string, Make>> = {
  'POST /v1/addresses': () => ({ url: '/v1/addresses', payload: { ...HOUSE, attributes: { floors: 2 } } }),
  'PATCH /v1/addresses/:id': async (world, state, sender) => {
    const moves = state.includes('another area')
    const change = moves ? { commune_code: ELSEWHERE } : { street: 'Đường Khác' }
    const asked = await onAddress('', () => ({ ...change, reason: 'nhầm' }))(world, state, sender, sender)
    // What leaves the area waits for somebody of the other one.
    return moves ? { ...asked, done: 202 } : asked
  },
  'POST /v1/addresses/:id/transitions': transition,
  'POST /v1/transitions': async (world, state, sender) => {
    const { url, payload, revision } = await transition(world, state, sender, sender)
    return {
      url: '/v1/transitions',
      payload: { ...(payload as object), items: [{ id: url.split('/')[3], revision }] },
      reaches: (body) => JSON.parse(body).results[0].problem === undefined,
    }
  },
  'POST /v1/addresses/:id/merge': onAddress('/merge', async ({ address, registry }, state) => {
    const { uid, revision } = await (state.includes('another') ? elsewhere(registry) : address('created'))
    return { others: [{ id: uid, revision }], reason: 'trùng' }
  }),
  'POST /v1/addresses/:id/split': onAddress('/split', (_world, state) => ({
    parts: ['1A', '1B'].map((house_number, at) => ({
      ...HOUSE,
      house_number,
      ...(at === 1 && state.includes('another') && { commune_code: ELSEWHERE }),
    })),
    reason: 'tách thửa',
  })),
  'POST /v1/addresses/:id/positions': onAddress('/positions', () => ({
    add: [{ type: 'gate', ...POINT, method: 'gnss' }],
    reason: 'đo lại',
  })),
  'POST /v1/addresses/:id/names': onAddress('/names', () => ({
    add: [{ name: 'Chợ Thử', kind: 'common' }],
    reason: 'tên gọi',
  })),
  'POST /v1/addresses/:id/units': onAddress('/units', () => ({
    add: [{ designation: '5.03' }],
    reason: 'căn hộ',
  })),
  'POST /v1/addresses/:id/identifiers': async (world, state, sender) => {
    codes++
    const identifier = state.includes('another')
      ? { scheme: 'vpostcode', value: `82120${String(codes).padStart(7, '2').replace(/[01]/g, '3')}` }
      : { scheme: 'ndas', value: String(8_100_000_000 + codes) }
    return onAddress('/identifiers', () => ({ ...identifier, reason: 'cấp mã' }))(
      world,
      state,
      sender,
      sender,
    )
  },
  'POST /v1/addresses/:id/redactions': onAddress('/redactions', () => ({
    fields: ['street'],
    reason: 'yêu cầu',
  })),
  'POST /v1/events/:id/undo': async (world, state, sender) => {
    const payload = { reason: 'nhầm' }
    if (state !== 'changed') {
      const { eventId } = await world.address(state as AddressStatus, writerOf(sender))
      return { url: `/v1/events/${eventId}/undo`, payload }
    }
    const { uid } = await world.address('created', writerOf(sender))
    const writer = { ...writerOf(sender), area: MAKER.area }
    const { event } = await made(world.registry.change(writer, uid, 1, { street: 'Đường Khác' }))
    return { url: `/v1/events/${event}/undo`, payload }
  },
  'GET /v1/proposals/:id': onProposal(''),
  'PATCH /v1/proposals/:id': onProposal('', { text: 'đã bổ sung' }),
  'POST /v1/proposals/:id/accept': onProposal('/accept', {}),
  'POST /v1/proposals/:id/reject': onProposal('/reject', { reason: 'other', text: 'không rõ' }),
  'POST /v1/proposals/:id/return': onProposal('/return', { text: 'thiếu số nhà' }),
  'POST /v1/proposals/:id/reopen': onProposal('/reopen', {}),
  'GET /v1/basemap/candidates': () => ({ url: '/v1/basemap/candidates?lat=10.536&lon=106.4113' }),
  'GET /v1/queue': () => ({ url: `/v1/queue?commune=${HERE}` }),
  'GET /v1/items/address/:id': onAddressItem,
  'GET /v1/unverified': () => ({ url: `/v1/unverified?commune=${HERE}` }),
  'GET /v1/samples': () => ({ url: `/v1/samples?commune=${HERE}` }),
  'PUT /v1/findings/:id': async (world, _state, sender) => {
    const { id } = await finding(world, sender)
    return { url: `/v1/findings/${id}`, payload: { accepted: true, reason: 'đúng' } }
  },
  'POST /v1/findings/:id/repair': async (world, _state, sender) => {
    const { id, revision } = await finding(world, sender)
    return { url: `/v1/findings/${id}/repair`, payload: {}, revision }
  },
  'GET /v1/overview': () => ({ url: `/v1/overview?commune=${HERE}` }),
  'PUT /v1/expected': () => ({
    url: '/v1/expected',
    payload: { commune_code: HERE, class: 1, count: 9, source: 'thử', date: '2026-01-01' },
  }),
  ...components('hamlet'),
  ...components('street'),
  ...BATCH_REQUESTS,
  ...PEOPLE_REQUESTS,
  ...ACCOUNT_REQUESTS,
  ...SESSION_REQUESTS,
  ...OFFICE_REQUESTS,
  'GET /v1/webhooks': () => ({ url: '/v1/webhooks' }),
  'POST /v1/webhooks': () => ({ url: '/v1/webhooks', payload: { url: 'https://receiver.example/' } }),
  'DELETE /v1/webhooks/:id': onWebhook(''),
  'GET /v1/webhooks/:id/deliveries': onWebhook('/deliveries'),
  'POST /v1/webhooks/:id/redeliver': onWebhook('/redeliver', {}),
  'POST /v1/accounts/:id/undo': async ({ people }) => {
    const over = actor(randomUUID(), ['collector'])
    await addAccount(people, over, { state: 'suspended' })
    return {
      url: `/v1/accounts/${over.account}/undo`,
      payload: { since: '2026-01-01T00:00:00Z', reason: 'lấy cắp' },
    }
  },
  'GET /v1/keys': () => ({ url: '/v1/keys' }),
  'POST /v1/keys': async ({ people }, _state, sender) => {
    await addAccount(people, sender)
    const draft = { name: 'thử', scopes: ['read'], communes: [HERE], quota: 9, expires: dayOf(new Date()) }
    return { url: '/v1/keys', payload: draft }
  },
  'DELETE /v1/keys/:id': async ({ people }, _state, sender) => {
    await addAccount(people, sender)
    return { url: `/v1/keys/${await addKey(people, sender)}` }
  },
  'PUT /v1/items/:kind/:id/presence': async (world, state, sender) => {
    if (state.includes('proposal')) {
      const { url } = await onProposal('')(world, 'one’s own', sender, sender)
      return { url: `/v1/items/proposal/${url.split('/').at(-1)}/presence` }
    }
    const { uid } = await world.address(state as AddressStatus, writerOf(sender))
    return { url: `/v1/items/address/${uid}/presence` }
  },
  'DELETE /v1/items/:kind/:id/presence': () => ({ url: '/v1/items/address/x/presence' }),
  'GET /v1/audit': () => ({ url: '/v1/audit' }),
}
