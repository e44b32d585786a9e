import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { TileServer } from '../../../tiles/tile-server.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { collectionOf } from '../collections/collections.ts'
import { tilesetList } from '../documents.ts'
import { tilesPage } from '../pages.ts'
import { CollectionId, Format, type OgcContext } from '../route-fields.ts'
import { answer, visitOf } from '../visit.ts'
import { TILE_MATRIX_SET, tileset, tilesetLinks } from './tilesets.ts'

/** The layers of tiles that tilesets describe. */
export type TileLayers = Pick<TileServer, 'selectCurrent' | 'tileJson'>

/** `/ogc/collections/{id}/tiles`: OGC API – Tiles over the tiles at `/tiles`. */
export function tilesetsRoute(app: App, { collections, publicUrl }: OgcContext): void {
  app.get(
    '/ogc/collections/:collectionId/tiles',
    {
      schema: {
        operationId: 'getTilesets',
        tags: ['ogc'],
        summary: 'Các bộ ô bản đồ của một lớp · Tilesets of a collection',
        params: Type.Object({ collectionId: CollectionId }),
        querystring: query({ f: Format }),
        response: { 200: Json('tilesets, links') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      const collection = collectionOf(request.params.collectionId, collections())
      return answer(reply, visit, {
        json: () => tilesetList(collection, visit),
        page: () => tilesPage(visit, collection, tilesetLinks(collection, visit)),
      })
    },
  )
}

/** `/ogc/collections/{id}/tiles/WebMercatorQuad`: one of them. */
export function tilesetRoute(app: App, { collections, publicUrl }: OgcContext, tiles: TileLayers): void {
  app.get(
    '/ogc/collections/:collectionId/tiles/:tileMatrixSetId',
    {
      schema: {
        operationId: 'getTileset',
        tags: ['ogc'],
        summary: 'Một bộ ô bản đồ · One tileset',
        params: Type.Object({ collectionId: CollectionId, tileMatrixSetId: Type.String() }),
        querystring: query({ f: Format }),
        response: { 200: Json('tile matrix limits, layers, links') },
      },
    },
    async (request, reply) => {
      const { collectionId, tileMatrixSetId } = request.params
      const collection = collectionOf(collectionId, collections())
      if (tileMatrixSetId !== TILE_MATRIX_SET)
        throw new Problem('not-found', {
          detail: {
            vi: `Không có bộ ô "${tileMatrixSetId}"; chỉ có ${TILE_MATRIX_SET}.`,
            en: `There is no tileset "${tileMatrixSetId}"; there is ${TILE_MATRIX_SET}.`,
          },
        })
      const layers = await tiles.selectCurrent([collection.tiles])
      if (!layers) throw new Problem('unknown-layer')
      const visit = visitOf(request, publicUrl)
      const document = tileset(collection, await tiles.tileJson(layers, visit.base), visit)
      return answer(reply, visit, {
        json: () => document,
        page: () => tilesPage(visit, collection, document.links),
      })
    },
  )
}
