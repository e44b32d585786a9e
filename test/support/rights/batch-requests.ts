import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Area } from '../../../src/registry/actor.ts'
import type { LayerReport } from '../../../src/registry/batches/layers/layer-content.ts'
import type { Asked, Make } from './asked.ts'
import { as, HERE, headersOf, POINT, type RightsWorld } from './rights-world.ts'

/** A batch of one row that is as far as the line says. */
async function batch(world: RightsWorld, state: string): Promise<string> {
  const send = async (role: 'officer' | 'verifier', url: string, payload: object | string, more = {}) => {
    const headers = { ...headersOf(role, HERE), ...more }
    const reply = await world.app.inject({ method: 'POST', url, payload, headers })
    if (reply.statusCode >= 300) throw new Error(`${url}: ${reply.body}`)
    return reply.json()
  }
  // So many of an office may wait, no more.
  const before = await world.people.read(({ batches }) => batches.inState(['ready', 'applied', 'undone']))
  for (const { id } of before) await world.people.write(({ batches }) => batches.delete(id))
  const { url, payload, headers } = sentBatch()
  const { id, warnings } = await send('officer', url, payload as string, headers)
  // On a machine with much to do it is still being read.
  while ((await world.people.read(({ batches }) => batches.byId(id)))?.state === 'reading')
    await setImmediate()
  if (state === 'applied' || state === 'drawn')
    await send('officer', `/v1/batches/${id}/apply`, { yes: Object.keys(warnings) })
  if (state === 'drawn') await send('officer', `/v1/batches/${id}/sample`, {})
  return id
}

let rows = 0

function sentBatch(): Asked {
  const row = `1,${++rows},Đường Thử Mẻ ${rows},${HERE},${POINT.lon + rows * 1e-5},${POINT.lat}`
  const file = `class,house_number,street,commune_code,lon,lat\n${row}\n`
  return sentFile({ kind: 'addresses' }, file)
}

function sentFile(fields: Record<string, string>, file: string): Asked {
  const part = (name: string, text: string) =>
    `--x\r\ncontent-disposition: form-data; name=${name}\r\n\r\n${text}\r\n`
  const parts = Object.entries(fields).map(([name, value]) => part(`"${name}"`, value))
  const payload = `${parts.join('')}${part('"data"; filename="a.csv"', file)}--x--\r\n`
  return { url: '/v1/batches', payload, headers: { 'content-type': 'multipart/form-data; boundary=x' } }
}

/** The layer of these tests, and the right of an office to it. */
const LAYER = 'thu-diem'

async function giveLayer({ people }: RightsWorld, office: string): Promise<void> {
  const right = { name: 'thu-', kind: 'prefix', granted_by: null, granted_at: '2026-01-01' } as const
  await people.write(async ({ layerRights }) => {
    for (const each of await layerRights.list()) await layerRights.put(each.office, [])
    await layerRights.put(office, [{ ...right, office }])
  })
}

async function sentLayer(world: RightsWorld): Promise<Asked> {
  await giveLayer(world, as('agency', HERE).office)
  const file = `id,ten,lon,lat\n1,Thử,${POINT.lon},${POINT.lat}\n`
  return sentFile({ kind: 'layer', layer: LAYER, title_vi: 'Thử', dry_run: '1' }, file)
}

/** What a record in PostgreSQL answers whoever may: it has no layers. */
const layersDone = ({ store }: RightsWorld) => (store.engine === 'postgres' ? { done: 503 } : {})

/** A batch of a new layer, of the office that is here, which is as far as the line says. */
async function layerBatch(world: RightsWorld, state: 'ready' | 'draft' | 'applied'): Promise<string> {
  const { account, person, office } = as('agency', HERE)
  await giveLayer(world, office)
  const id = randomUUID()
  const entry = { kind: 'features', title_vi: 'Thử', title_en: 'Thử', owner: null, licence: null } as const
  const after = {
    ...entry,
    id: LAYER,
    fields: '{}',
    threshold: null,
    updated_at: null,
    style_by: null,
    field_texts: '{}',
  }
  const counts = { read: 0, added: 0, changed: 0, unchanged: 0, gone: 0, removed: 0, refused: 0 }
  const report: LayerReport = {
    ...{ layer: { before: null, after }, ...counts, newFields: [], findings: [], notes: [] },
    geocoded: undefined,
  }
  await world.people.write(async ({ batches }) => {
    const open = await batches.draftOf(LAYER)
    if (open) await batches.delete(open.id)
    await batches.add({
      ...{ id, kind: 'layer', layer: LAYER, options: '{}', name: 'a.csv', file: null, state, dry_run: 0 },
      ...{
        account,
        person,
        office,
        actor: '{}',
        report: JSON.stringify(report),
        round: null,
        round_kind: null,
      },
      ...{ created_at: '2026-01-01', expires_at: '2099-01-01' },
    })
  })
  if (world.store.engine === 'sqlite')
    await world.store.write(async ({ layers }) => {
      if (state === 'applied') await layers.putEntry(after)
      else await layers.removeEntry(LAYER)
    })
  return id
}

const onBatch =
  (act: string, payload?: (drawn: string[]) => object): Make =>
  async (world, line) => {
    const [state = '', layer] = line.split(', ')
    if (layer === 'of a layer') {
      const id = await layerBatch(world, state === 'applied' ? 'applied' : 'ready')
      const done = act === '/undo' ? layersDone(world) : {}
      return { url: `/v1/batches/${id}${act}`, ...done, ...(payload && { payload: payload([]) }) }
    }
    const id = await batch(world, state)
    const drawn = state === 'drawn' ? await world.people.read(({ samples }) => samples.drawn(id)) : []
    return {
      url: `/v1/batches/${id}${act}`,
      ...(payload && { payload: payload(drawn.map(({ uid }) => uid)) }),
    }
  }

/** Whether the row of a batch is taken. */
async function isTaken({ app }: RightsWorld, area: Area, body: string): Promise<boolean> {
  const headers = headersOf('officer', [...area.communes][0] as string)
  let report = JSON.parse(body)
  // On a machine with much to do the file is still being read.
  while (report.state === 'reading')
    report = (await app.inject({ url: `/v1/batches/${report.id}`, headers })).json()
  return (report.plans.refused ?? 0) === 0
}

/** Requests of files of many addresses, and of layers. */
export const BATCH_REQUESTS: Readonly<Record<string, Make>> = {
  'GET /tai-khoan/lop': () => ({ url: '/tai-khoan/lop' }),
  'POST /tai-khoan/lop': async (world) => ({
    url: '/tai-khoan/lop',
    payload: `act=apply&id=${await layerBatch(world, 'ready')}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    done: 303,
  }),
  'POST /tai-khoan/lop/tep': async (world) => ({
    ...(await sentLayer(world)),
    url: '/tai-khoan/lop/tep',
    done: world.store.engine === 'postgres' ? 503 : 303,
  }),
  'GET /v1/batches': () => ({ url: '/v1/batches' }),
  'GET /v1/layers/:id/draft': async (world) => {
    await layerBatch(world, 'draft')
    return { url: `/v1/layers/${LAYER}/draft` }
  },
  'POST /v1/layers/:id/publish': async (world) => {
    await layerBatch(world, 'draft')
    return { url: `/v1/layers/${LAYER}/publish`, payload: {}, ...layersDone(world) }
  },
  'PUT /v1/offices/:id/layers': async (world) => {
    const { office } = as('agency', HERE)
    await giveLayer(world, office)
    return { url: `/v1/offices/${office}/layers`, payload: { prefix: 'thu-', layers: [] } }
  },
  'POST /v1/batches': async (world, state, { area }) => {
    if (state === 'of a layer') {
      return { ...(await sentLayer(world)), ...layersDone(world) }
    }
    return { ...sentBatch(), reaches: (body) => isTaken(world, area, body) }
  },

  'GET /v1/batches/:id': onBatch(''),
  'POST /v1/batches/:id/apply': onBatch('/apply', () => ({ yes: [] })),
  'POST /v1/batches/:id/undo': onBatch('/undo', () => ({ reason: 'nhầm' })),
  'POST /v1/batches/:id/sample': onBatch('/sample', () => ({})),
  'POST /v1/batches/:id/verify': onBatch('/verify', (drawn) => ({
    date: '2026-10-01',
    items: drawn.map((id) => ({ id, verdict: 'right' })),
  })),
}
