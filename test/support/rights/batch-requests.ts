import { setImmediate } from 'node:timers/promises'
import type { Asked, Make } from './asked.ts'
import { HERE, headersOf, POINT, type RightsWorld } from './rights-world.ts'

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
  const payload = `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\naddresses\r\n--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${file}\r\n--x--\r\n`
  return { url: '/v1/batches', payload, headers: { 'content-type': 'multipart/form-data; boundary=x' } }
}

const onBatch =
  (act: string, payload?: (drawn: string[]) => object): Make =>
  async (world, state) => {
    const id = await batch(world, state)
    const drawn = state === 'drawn' ? await world.people.read(({ samples }) => samples.drawn(id)) : []
    return {
      url: `/v1/batches/${id}${act}`,
      ...(payload && { payload: payload(drawn.map(({ uid }) => uid)) }),
    }
  }

/** Requests of files of many addresses. */
export const BATCH_REQUESTS: Readonly<Record<string, Make>> = {
  'POST /v1/batches': ({ app }, _state, { area }) => ({
    ...sentBatch(),
    async reaches(body) {
      const headers = headersOf('officer', [...area.communes][0] as string)
      let report = JSON.parse(body)
      // On a machine with much to do the file is still being read.
      while (report.state === 'reading')
        report = (await app.inject({ url: `/v1/batches/${report.id}`, headers })).json()
      return (report.plans.refused ?? 0) === 0
    },
  }),
  'GET /v1/batches/:id': onBatch(''),
  'POST /v1/batches/:id/apply': onBatch('/apply', () => ({ yes: [] })),
  'POST /v1/batches/:id/undo': onBatch('/undo', () => ({ reason: 'nhầm' })),
  'POST /v1/batches/:id/sample': onBatch('/sample', () => ({})),
  'POST /v1/batches/:id/verify': onBatch('/verify', (drawn) => ({
    date: '2026-10-01',
    items: drawn.map((id) => ({ id, verdict: 'right' })),
  })),
}
