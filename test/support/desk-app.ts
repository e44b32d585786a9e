import type { KeyObject } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { liveAlong, liveFindings } from '../../src/assembly/checking/live-findings.ts'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import type { Actor } from '../../src/registry/actor.ts'
import { FindingsKeeper } from '../../src/registry/desk/findings-keeper.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { actor } from './registry-actors.ts'
import { servedApp } from './served-app.ts'

/** Who may send `x-test-actor`. */
const ACTORS: Readonly<Record<string, Actor>> = {
  collector: actor('cúc', ['collector']),
  officer: actor('oanh', ['officer']),
  second: actor('hai', ['officer']),
  verifier: actor('vinh', ['verifier']),
  other: actor('khác', ['verifier']),
  agency: actor('sở ngành', ['agency']),
  coordinator: actor('sở', ['coordinator'], []),
  auditor: actor('kiểm', ['auditor'], []),
  elsewhere: actor('em', ['officer', 'verifier'], ['28159']),
}

/** The whole server with accounts for tests, and what is kept beside the record, sealed where there is a key. */
export async function deskApp(settings: NodeJS.ProcessEnv = {}, key?: KeyObject) {
  const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
  let opened: PeopleStore | undefined
  const served = await servedApp(settings, { actorOf }, async (dataDir) => {
    opened = await openPeople(dataDir, key, (sentence) => {
      throw new Error(sentence)
    })
    return opened && { people: opened }
  })
  if (!opened) throw new Error('people.db could not be opened')
  const people = opened
  const { app, state, demo } = served
  const store = new RegistryStore(openSqliteEngine(demo.dataDir))
  const keeper = new FindingsKeeper({
    store,
    findings: liveFindings(state.record, state.followers),
    along: liveAlong(state.record, state.followers),
    async known() {
      await state.follow()
      return state.facts().sequence
    },
  })
  return {
    ...served,
    store,
    people,
    /** Brings the stored findings up to the record, as a server that listens does within a second. */
    keepFindings: () => keeper.finish(),
    /** Sends a request as somebody; `revision` is what `If-Match` names. */
    async send(
      as: string,
      method: 'GET' | 'POST' | 'PATCH' | 'PUT',
      url: string,
      payload?: object,
      revision?: number,
    ) {
      const reply = await app.inject({
        method,
        url,
        ...(payload && { payload }),
        headers: { 'x-test-actor': as, ...(revision !== undefined && { 'if-match': `"${revision}"` }) },
      })
      const isJson = String(reply.headers['content-type']).includes('json')
      return {
        status: reply.statusCode,
        body: isJson ? reply.json() : undefined,
        headers: reply.headers,
        text: reply.body,
      }
    },
    async close() {
      await store.close()
      await served.close()
    },
  }
}
