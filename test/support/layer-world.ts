import { setImmediate } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import type { Actor } from '../../src/registry/actor.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { actor } from './registry-actors.ts'
import { servedApp } from './served-app.ts'

/** Who may send `x-test-actor`. */
const ACTORS: Readonly<Record<string, Actor>> = {
  agency: { ...actor('nông', ['agency']), office: 'so-nong' },
  colleague: { ...actor('lâm', ['agency']), office: 'so-nong' },
  other: { ...actor('y', ['agency']), office: 'so-y' },
  nobodys: { ...actor('mới', ['agency']), office: 'so-moi' },
  officer: actor('oanh', ['officer']),
  administrator: { ...actor('quản trị', ['administrator']), office: 'so-nong' },
  key: {
    ...actor('nông', ['agency']),
    office: 'so-nong',
    key: { id: 'k', scopes: new Set(['layers']), layers: new Set(['snn-cho']) },
  },
  reader: { ...actor('nông', ['agency']), office: 'so-nong', key: { id: 'r', scopes: new Set(['read']) } },
}

export interface Upload {
  readonly as?: string
  readonly name?: string
  readonly fields?: Readonly<Record<string, string>>
}

/** The whole server, agencies with prefixes `snn-` and `sy-`, and what is kept beside the record. */
export async function layerWorld(settings: NodeJS.ProcessEnv = {}) {
  const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
  let people: PeopleStore | undefined
  const served = await servedApp({ MAX_TABLE_MB: '1', ...settings }, { actorOf }, async (dataDir) => {
    people = await openPeople(dataDir, undefined, (sentence) => {
      throw new Error(sentence)
    })
    return people && { people }
  })
  const { app } = served
  if (people === undefined) throw new Error('no people.db')
  const rest = { head: null, demo: 0, created_at: '2026-01-01T00:00:00.000Z', ended_at: null }
  await people.write(async ({ offices }) => {
    for (const [id, name] of [
      ['so-nong', 'Sở Nông nghiệp và Môi trường'],
      ['so-y', 'Sở Y tế'],
      ['so-moi', 'Sở Mới'],
    ] as const)
      await offices.add({ id, name, kind: 'agency', ...rest })
  })
  const call = async (as: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const reply = await app.inject({
      method,
      url,
      headers: { 'x-test-actor': as },
      ...(payload && { payload }),
    })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
  }
  for (const [office, prefix] of [
    ['so-nong', 'snn-'],
    ['so-y', 'sy-'],
  ]) {
    const { status, body } = await call('administrator', 'PUT', `/v1/offices/${office}/layers`, { prefix })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
  const store = people
  /** On a machine with much to do a file is still being read when its sender is answered. */
  const isRead = async (id: string) => {
    while ((await store.read(({ batches }) => batches.byId(id)))?.state === 'reading') await setImmediate()
  }
  return {
    ...served,
    people,
    call,
    isRead,
    /** Sends a file of a layer and waits until it is read. */
    async send(file: string | Buffer, { as = 'agency', name = 'cho.csv', fields = {} }: Upload = {}) {
      const given = { kind: 'layer', layer: 'snn-cho', title_vi: 'Chợ', ...fields }
      const parts = Object.entries(given).map(
        ([field, value]) => `--x\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
      )
      const payload = Buffer.concat([
        Buffer.from(
          `${parts.join('')}--x\r\ncontent-disposition: form-data; name="data"; filename="${name}"\r\n\r\n`,
        ),
        Buffer.from(file as string),
        Buffer.from('\r\n--x--\r\n'),
      ])
      const headers = { 'x-test-actor': as, 'content-type': 'multipart/form-data; boundary=x' }
      const reply = await app.inject({ method: 'POST', url: '/v1/batches', payload, headers })
      const body = reply.json()
      if (reply.statusCode !== 202) return { status: reply.statusCode, body, headers: reply.headers }
      await isRead(body.id)
      const read = await call(as, 'GET', `/v1/batches/${body.id}`)
      const failed = read.body.state === 'failed'
      return { status: failed ? 400 : 201, body: read.body, headers: reply.headers }
    },
  }
}

/** A CSV of markets; `more` are further columns with their values. */
export function markets(
  rows: readonly (readonly [id: string, ten: string, ...more: string[]])[],
  more: string[] = [],
) {
  const lines = rows.map(([id, ten, ...values], i) =>
    [id, ten, (106.41 + i * 0.001).toFixed(4), '10.54', ...values].join(','),
  )
  return `${['id,ten,lon,lat', ...more].join(',')}\n${lines.join('\n')}\n`
}
