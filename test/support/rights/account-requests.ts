import { randomUUID } from 'node:crypto'
import { dayOf } from '../../../src/chains/day-of.ts'
import { wordHash } from '../../../src/registry/accounts/secret-token.ts'
import type { Actor, Role } from '../../../src/registry/actor.ts'
import type { AccountState } from '../../../src/store/people/accounts/account-tables.ts'
import { addAccount } from '../account-rows.ts'
import { actor } from '../registry-actors.ts'
import type { Asked, Make } from './asked.ts'
import { HERE, MAKER, type RightsWorld } from './rights-world.ts'

const AT = '2026-10-01T00:00:00.000Z'
const LATER = '2099-01-01T00:00:00.000Z'
const WORD = 'hoa-sen'
const OFFICE_HERE = MAKER.office
const PAGE = '/tai-khoan/quan-ly'
const today = () => dayOf(new Date())
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** An office whose accounts those of the office here issue. */
async function servedOffice({ people }: RightsWorld): Promise<string> {
  const id = `office-${randomUUID()}`
  const rest = { name: id, head: null, demo: 0, created_at: AT, ended_at: null }
  await people.write(async (tx) => {
    await tx.offices.add({ id, kind: 'commune', ...rest })
    await tx.officeScopes.addAreas([{ office: id, kind: 'everywhere', code: '', unit_from: null }])
    await tx.officeScopes.addService(id, OFFICE_HERE)
  })
  return id
}

/** An account of somebody new. */
async function account({ people }: RightsWorld, role: Role, office: string, state: AccountState = 'active') {
  // Where an account works only those grant who work there too: an agency's has no area.
  const holder: Actor = { ...actor(randomUUID(), [role], NEEDS_AREA.has(role) ? [HERE] : []), office }
  const wake = state === 'asleep' ? wordHash(WORD) : null
  await addAccount(people, holder, { state, wake, ...(state === 'requested' && { person: null }) })
  return holder
}

/** The role of a line, or one of those that the line is about. */
const roleOf = (state: string): Role => (state.includes('administrators') ? 'agency' : 'verifier')

let identities = 0
const identity = () => ({ number: String(80_000_000_000 + ++identities).padStart(12, '0'), how: 'CCCD' })

const onAccount =
  (act: string, payload: () => object, state: AccountState = 'active'): Make =>
  async (world, line) => {
    const { account: id } = await account(world, roleOf(line), await servedOffice(world), state)
    return { url: `/v1/accounts/${id}/${act}`, payload: payload() }
  }

/** What waits for a yes: of the office here, or of one that it serves. */
async function approval(world: RightsWorld, state: string): Promise<string> {
  const kind = state.split(/[ ,]/)[0] as string
  const office =
    state.includes('another office') || state.includes('nobody else')
      ? await servedOffice(world)
      : OFFICE_HERE
  const holder = await account(world, 'verifier', office, kind === 'wake' ? 'asleep' : 'active')
  // Who is there to wake it.
  if (state === 'wake') await addAccount(world.people, MAKER)
  const by = { account: holder.account, person: kind === 'wake' ? holder.person : 'who asked' }
  const settled = { settled_account: null, settled_person: null, settled_at: null }
  const id = randomUUID()
  await world.people.write(({ approvals }) =>
    approvals.add({
      ...{ id, kind, subject: holder.account, office, details: null, ...by, state: 'open', ...settled },
      ...{ created_at: AT, expires_at: LATER },
    }),
  )
  return id
}

const form = (fields: Record<string, string>): Asked => ({
  url: PAGE,
  payload: new URLSearchParams(fields).toString(),
  headers: FORM,
  done: 303,
})

/** A file of one account. */
function table(role: string): Asked {
  const { number, how } = identity()
  const area = role === 'auditor' ? '' : HERE
  const file = `office,roles,commune_code,identity_number,identity_how\n${OFFICE_HERE},${role},${area},${number},${how}\n`
  return {
    url: '/v1/accounts',
    payload: `--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${file}\r\n--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    byRow: true,
    reaches: (body) => JSON.parse(body).refused === 0,
  }
}

/** Roles that are asked for by a file: what is refused in the one is so in the other. */
const BY_FILE: ReadonlySet<string> = new Set(['officer', 'auditor'])
const NEEDS_AREA: ReadonlySet<string> = new Set(['collector', 'officer', 'verifier'])

/** Requests of offices, accounts, and what waits for another person. */
export const ACCOUNT_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /v1/accounts': async (world) => {
    const office = await servedOffice(world)
    const { account: id } = await account(world, 'officer', office)
    return { url: `/v1/accounts?office=${office}`, reaches: (body) => body.includes(id) }
  },
  'POST /v1/accounts': (_world, role) => {
    if (BY_FILE.has(role)) return table(role)
    const areas = NEEDS_AREA.has(role) ? [{ commune: HERE }] : []
    return {
      url: '/v1/accounts',
      payload: { office: OFFICE_HERE, roles: [role], areas, identity: identity() },
    }
  },
  'POST /v1/accounts/:id/identity': onAccount('identity', identity, 'requested'),
  'POST /v1/accounts/:id/decline': onAccount('decline', () => ({}), 'requested'),
  'POST /v1/accounts/:id/suspend': onAccount('suspend', () => ({ reason: 'left' })),
  'POST /v1/accounts/:id/hand-over': onAccount('hand-over', () => ({})),
  'POST /v1/accounts/:id/review': onAccount('review', () => ({})),
  'POST /v1/accounts/:id/factor-reset': onAccount('factor-reset', () => ({})),
  'POST /v1/accounts/:id/slip': onAccount('slip', () => ({}), 'checked'),
  'POST /v1/offices': () => ({
    url: '/v1/offices',
    payload: { kind: 'commune', name: 'Cơ quan thử', areas: [] },
  }),
  'POST /v1/offices/:id/slips': async (world) => {
    const office = await servedOffice(world)
    for (const role of ['verifier', 'agency'] as const) await account(world, role, office, 'checked')
    return { url: `/v1/offices/${office}/slips`, payload: {} }
  },
  'PUT /v1/offices/:id/head': async (world, state) => {
    const office = await servedOffice(world)
    const { account: id } = await account(world, roleOf(state), office)
    return { url: `/v1/offices/${office}/head`, payload: { account: id } }
  },
  'GET /v1/offices/:id/members': async (world, state) => {
    const office = state === 'another' ? await servedOffice(world) : OFFICE_HERE
    const { account: id } = await account(world, 'officer', office)
    return { url: `/v1/offices/${office}/members`, reaches: (body) => body.includes(id) }
  },
  'GET /v1/offices/:id/substitutes': async (world) => ({
    url: `/v1/offices/${await servedOffice(world)}/substitutes`,
  }),
  'POST /v1/offices/:id/substitutes': async (world) => {
    const [office, substitute] = [await servedOffice(world), await servedOffice(world)]
    const days = { from: today(), to: today() }
    return { url: `/v1/offices/${office}/substitutes`, payload: { substitute, roles: ['officer'], ...days } }
  },
  'DELETE /v1/offices/:id/substitutes/:substitute': async (world) => {
    const [office, substitute] = [await servedOffice(world), await servedOffice(world)]
    const days = { from_day: today(), to_day: today(), created_by: 'x', created_at: AT, ended_at: null }
    const id = randomUUID()
    await world.people.write(({ officeScopes }) =>
      officeScopes.addSubstitute({ id, office, substitute, roles: 'officer', ...days }),
    )
    return { url: `/v1/offices/${office}/substitutes/${id}` }
  },
  'GET /v1/approvals': async (world) => {
    const id = await approval(world, 'look')
    return { url: '/v1/approvals', reaches: (body) => body.includes(id) }
  },
  'POST /v1/approvals/:id': async (world, state) => ({
    url: `/v1/approvals/${await approval(world, state)}`,
    payload: { agree: true, ...(state.startsWith('wake') && { word: WORD }) },
  }),
  'GET /tai-khoan/quan-ly': async (world) => {
    const id = await approval(world, 'look')
    return { url: PAGE, reaches: (body) => body.includes(id) }
  },
  'POST /tai-khoan/quan-ly': async (world, state) => {
    if (!state.includes('grant')) return form({ act: 'agree', id: await approval(world, state) })
    const { account: id } = await account(world, roleOf(state), await servedOffice(world))
    return form({ act: 'review', id })
  },
}
