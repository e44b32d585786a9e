import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { MAX_ZOOM, type TileLayer } from '../../tiles/features/layers.ts'
import type { TileServer } from '../../tiles/tile-server.ts'
import type { App } from '../edge/app-type.ts'
import { atDate } from '../edge/at-date.ts'
import { baseUrlOf } from '../edge/base-url.ts'
import { sendGzip } from '../edge/compressed.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import { layerRoutes } from './layers.ts'
import { tileChangeRoutes } from './tile-changes.ts'

export interface TileParts {
  tiles: TileServer
  publicUrl: string | undefined
}

type Made = Awaited<ReturnType<TileServer['tile']>>
/** The reply that was sent, or a promise of it. */
type Sent = FastifyReply | Promise<FastifyReply>

const MVT = 'application/vnd.mapbox-vector-tile'
const FOREVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'public, no-cache'

const At = Type.Optional(DateField)
const Version = Type.Optional(
  Type.String({ maxLength: 40, description: 'Version of the layers, as TileJSON gives it' }),
)
const Layers = Type.String({ description: 'Ids of layers, joined by commas, each once' })

/** `/tiles/{layers}/{z}/{x}/{y}.mvt` (or `.pbf`), `/tiles/{layers}.json`, `/v1/layers` and `/v1/changes/tiles`. */
export function tileRoutes(app: App, { tiles, publicUrl }: TileParts): void {
  tileChangeRoutes(app, { tiles })
  layerRoutes(app, { tiles, publicUrl })
  tileRoute(app, tiles, 'mvt', 'getTile')
  tileRoute(app, tiles, 'pbf', 'getTilePbf')
  tileJsonRoute(app, tiles, publicUrl)
}

function tileRoute(app: App, tiles: TileServer, extension: string, operationId: string): void {
  app.get(
    `/tiles/:layers/:z/:x/:y.${extension}`,
    {
      schema: {
        operationId,
        tags: ['tiles'],
        summary: 'Một ô bản đồ vector · One vector tile',
        params: Type.Object({ layers: Layers, z: Type.String(), x: Type.String(), y: Type.String() }),
        querystring: query({ at: At, v: Version }),
      },
    },
    (request, reply) => {
      const { params, query } = request
      // waiting without need would cost turns of the event loop
      const known = tiles.pending ? undefined : tiles.select(params.layers.split(','))
      const answered = known ? answer(known) : layersOf(tiles, params.layers).then(answer)
      return answered instanceof Promise ? answered : undefined

      function answer(layers: readonly TileLayer[]): Sent {
        const [z, x, y] = tileNumbers(params)
        const at = query.at === undefined ? undefined : atDate(query.at, tiles)
        const tile = tiles.tile(layers, z, x, y, at)
        return tile instanceof Promise ? tile.then((made) => say(made, layers, at)) : say(tile, layers, at)
      }

      function say(tile: Made, layers: readonly TileLayer[], at: string | undefined): Sent {
        const version = query.v === undefined ? '' : tiles.version(layers, at)
        return version instanceof Promise
          ? version.then((current) => send(tile, current))
          : send(tile, version)
      }

      function send(tile: Made, version: string): Sent {
        reply.header('cache-control', query.v !== undefined && query.v === version ? FOREVER : ASK_AGAIN)
        if (tile === 'empty') return reply.code(204).send()
        return sendGzip(request, reply.type(MVT), tile.body, tile.etag)
      }
    },
  )
}

function tileJsonRoute(app: App, tiles: TileServer, publicUrl: string | undefined): void {
  app.get(
    '/tiles/:layers.json',
    {
      schema: {
        operationId: 'getTileJson',
        tags: ['tiles'],
        summary: 'TileJSON 3.0.0 của các lớp · TileJSON 3.0.0 of layers',
        params: Type.Object({ layers: Layers }),
        querystring: query({ at: At }),
        response: { 200: Json('TileJSON 3.0.0') },
      },
    },
    async (request, reply) => {
      const { params, query } = request
      const layers = await layersOf(tiles, params.layers)
      reply.header('cache-control', ASK_AGAIN)
      atDate(query.at, tiles)
      return tiles.tileJson(layers, baseUrlOf(request, publicUrl), query.at)
    },
  )
}

/** The layers that a path names, those too that an edit has just added. */
async function layersOf(tiles: TileServer, text: string): Promise<readonly TileLayer[]> {
  const ids = text.split(',')
  if (new Set(ids).size < ids.length)
    throw new Problem('bad-layers', {
      detail: {
        vi: `Lớp bị lặp lại trong "${text}": mỗi lớp chỉ được nêu một lần.`,
        en: `A layer is repeated in "${text}": each may be named once.`,
      },
    })
  const layers = await tiles.selectCurrent(ids)
  if (layers) return layers
  const unknown = ids.find((id) => !tiles.select([id])) ?? text
  const known = tiles.layers.map(({ id }) => id).join(', ')
  throw new Problem('unknown-layer', {
    detail: {
      vi: `Không có lớp "${unknown}"; các lớp: ${known}.`,
      en: `There is no layer "${unknown}"; the layers are ${known}.`,
    },
  })
}

function tileNumbers(params: { z: string; x: string; y: string }): [z: number, x: number, y: number] {
  const whole = (name: 'z' | 'x' | 'y', limit: number) => {
    const text = params[name]
    const value = Number(text)
    if (/^(0|[1-9]\d{0,7})$/.test(text) && value <= limit) return value
    throw new Problem('bad-tile', {
      problems: [
        {
          path: name,
          code: 'range',
          message: {
            vi: `${name} là "${text}"; phải là số nguyên từ 0 đến ${limit}.`,
            en: `${name} is "${text}"; it must be a whole number from 0 to ${limit}.`,
          },
        },
      ],
    })
  }
  const z = whole('z', MAX_ZOOM)
  return [z, whole('x', 2 ** z - 1), whole('y', 2 ** z - 1)]
}
