import type { AddokPeer } from './addok-peer.ts'
import type { Asking } from './replay.ts'

/** As `src/web/portal-page.ts` asks. */
const LIMIT = 8

/** Where people type: a server that works every answer out, and one that keeps answers as it does by default. */
export interface TypingServers {
  readonly computing: string
  readonly keeping: string
}

/** A server asked in one way: a row of the table. */
export interface TypingRow extends Asking {
  readonly name: string
  readonly server: keyof TypingServers | 'addok'
  /** Which of a round's people: two rows that ask one server have none in common, for what was just asked is sooner found. */
  readonly turn: number
  /** Microseconds of processor time so far. */
  readonly cpu: () => Promise<number>
  /** Answers so far that the server had kept. */
  readonly kept: () => Promise<number>
}

/** hello, our answers in each shape and coding, worked out and kept, and addok's where it is there. */
export async function typingRows(servers: TypingServers, addok: AddokPeer | undefined): Promise<TypingRow[]> {
  const list = (await fetch(`${servers.computing}/v1/autocomplete?q=a&view=list`)).ok
  const shapes = (list ? [undefined, 'list'] : [undefined]).flatMap((view) =>
    (['gzip', 'identity'] as const).map((coding) => ({ view, coding })),
  )
  const ours = (server: keyof TypingServers) =>
    shapes.map(({ view, coding }, turn): TypingRow => {
      const name = `${view ? `view=${view}` : 'full'}, ${coding === 'gzip' ? 'gzip' : 'plain'}`
      return {
        ...asked(server, servers[server]),
        name: server === 'keeping' ? `${name}, answers kept` : name,
        coding,
        path: (text, centre) =>
          `/v1/autocomplete?${query(text, {
            lang: 'vi',
            ...(centre && { lat: centre.lat, lon: centre.lon, zoom: centre.zoom }),
            ...(view && { view }),
          })}`,
        turn,
      }
    })
  return [
    {
      ...asked('computing', servers.computing),
      name: 'hello',
      coding: 'identity',
      path: () => '/hello',
      turn: 0,
    },
    ...ours('computing'),
    ...ours('keeping'),
    ...(addok ? [addokRow(addok)] : []),
  ]
}

/** addok gets the people of our first row. */
function addokRow(addok: AddokPeer): TypingRow {
  return {
    server: 'addok',
    name: `${addok.version} with Redis, plain`,
    base: addok.base,
    coding: 'identity',
    path: (text, centre) => `/search/?${query(text, centre ? { lat: centre.lat, lon: centre.lon } : {})}`,
    turn: 0,
    cpu: async () => addok.cpu(),
    kept: async () => 0,
  }
}

function asked(server: keyof TypingServers, base: string) {
  return {
    server,
    base,
    cpu: async () => Number(await (await fetch(`${base}/cpu`)).text()),
    kept: async () => {
      const metrics = await (await fetch(`${base}/metrics`)).text()
      const kept = /^diachiso_typed_text_answers_total\{cached="yes"\} (\d+)$/m.exec(metrics)?.[1]
      if (kept === undefined) throw new Error(`${base}/metrics does not tell how many answers were kept`)
      return Number(kept)
    },
  }
}

function query(text: string, more: Readonly<Record<string, string | number>>): URLSearchParams {
  const values = Object.entries(more).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams([['q', text], ['limit', String(LIMIT)], ...values])
}
