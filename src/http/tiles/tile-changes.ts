import { Type } from 'typebox'
import type { TileServer } from '../../tiles/tile-server.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'

/** `/v1/changes/tiles?since=SEQ`: tiles that edits have changed, for caches in front of this server. */
export function tileChangeRoutes(app: App, { tiles }: { tiles: TileServer }): void {
  app.get(
    '/v1/changes/tiles',
    {
      schema: {
        operationId: 'listChangedTiles',
        tags: ['tiles'],
        summary: 'Các ô bản đồ đã thay đổi · Tiles that have changed',
        querystring: query({
          since: Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'Number of the last change that is known: sequence of the answer before, or 0',
          }),
          token: Type.Optional(
            Type.String({
              maxLength: 40,
              description:
                'Token of that change; where the record has another history, everything has changed',
            }),
          ),
        }),
        response: {
          200: Json(
            'sequence, token, more, everywhere (layers), tiles (layer/z/x/y) and areas (layer, bbox)',
          ),
        },
      },
    },
    async ({ query }, reply) => {
      reply.header('cache-control', 'no-cache')
      const { since, token } = query
      return tiles.touchedSince({ sequence: since, ...(token === undefined ? {} : { token }) })
    },
  )
}
