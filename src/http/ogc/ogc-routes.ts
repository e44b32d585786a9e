import { Type } from 'typebox'
import type { ChangeFeed } from '../../store/record/change-feed.ts'
import type { PlaceOrder } from '../../store/record/features/place-order.ts'
import type { Turns } from '../../tables/turns.ts'
import { inTurns } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { apiDefinition } from './api-definition.ts'
import type { Collection } from './collection.ts'
import { allCollections, type CollectionParts, collectionOf } from './collections/collections.ts'
import { FieldOrders } from './collections/field-orders.ts'
import {
  collectionDocument,
  collectionList,
  conformance,
  landing,
  OPENAPI_TYPE,
  type Placed,
  queryables,
} from './documents.ts'
import { itemRoute, itemsRoute } from './items/item-routes.ts'
import { collectionPage, collectionsPage, conformancePage, landingPage } from './pages.ts'
import { CollectionId, Format, type OgcContext } from './route-fields.ts'
import { type TileLayers, tilesetRoute, tilesetsRoute } from './tilesets/tileset-routes.ts'
import { answer, visitOf } from './visit.ts'

export interface OgcParts extends Omit<CollectionParts, 'fieldOrders'> {
  feed: ChangeFeed
  tiles: TileLayers
  publicUrl: string | undefined
  turns: Turns
  /** An empty order of features. */
  newOrder: () => PlaceOrder
}

/** `/ogc`: OGC API – Features (Part 1 and 2) over the record and its thematic layers, and the pages of Tiles. */
export function ogcRoutes(app: App, { tiles, publicUrl, turns, feed, newOrder, ...parts }: OgcParts): void {
  const fieldOrders = new FieldOrders({ themes: parts.themes, changes: feed, newOrder })
  const context = { publicUrl, turns, collections: () => allCollections({ ...parts, fieldOrders }) }
  landingRoute(app, context)
  conformanceRoute(app, context)
  definitionRoute(app, context)
  collectionsRoute(app, context)
  collectionRoute(app, context)
  queryablesRoute(app, context)
  itemsRoute(app, context)
  itemRoute(app, context)
  tilesetsRoute(app, context)
  tilesetRoute(app, context, tiles)
}

const tags = ['ogc']
const querystring = query({ f: Format })

function landingRoute(app: App, { publicUrl }: OgcContext): void {
  app.get(
    '/ogc',
    {
      schema: {
        operationId: 'getLandingPage',
        tags,
        summary: 'Trang đầu OGC API · Landing page',
        querystring,
        response: { 200: Json('title, description, links') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      const document = landing(visit)
      return answer(reply, visit, { json: () => document, page: () => landingPage(visit, document) })
    },
  )
}

function conformanceRoute(app: App, { publicUrl }: OgcContext): void {
  app.get(
    '/ogc/conformance',
    {
      schema: {
        operationId: 'getConformance',
        tags,
        summary: 'Phần đáp ứng của tiêu chuẩn · Conformance classes',
        querystring,
        response: { 200: Json('conformsTo') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      return answer(reply, visit, { json: () => conformance(visit), page: () => conformancePage(visit) })
    },
  )
}

function definitionRoute(app: App, { publicUrl, collections }: OgcContext): void {
  app.get(
    '/ogc/api',
    {
      schema: {
        operationId: 'getApiDefinition',
        tags,
        summary: 'Mô tả API · API definition, OpenAPI 3.0',
        querystring,
        response: { 200: Json('OpenAPI 3.0'), 302: Json('The page of the API') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      reply.header('vary', 'accept')
      if (visit.format === 'html') return reply.redirect(`${visit.base}/docs`)
      const definition = apiDefinition(app.swagger(), collections(), visit.base)
      return (
        reply
          .header('cache-control', 'public, no-cache')
          .header('content-type', OPENAPI_TYPE)
          // As bytes: to a text Fastify adds a charset and quotes, and GDAL knows the type only as the standard writes it.
          .send(Buffer.from(JSON.stringify(definition)))
      )
    },
  )
}

function collectionsRoute(app: App, { publicUrl, collections, turns }: OgcContext): void {
  app.get(
    '/ogc/collections',
    {
      schema: {
        operationId: 'getCollections',
        tags,
        summary: 'Các lớp dữ liệu · Collections',
        querystring,
        response: { 200: Json('collections, links') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      const all = collections()
      const placed = visit.format === 'json' ? await inTurns(reply, turns, placedOf(all)) : []
      return answer(reply, visit, {
        json: () => collectionList(placed, visit),
        page: () => collectionsPage(visit, all),
      })
    },
  )
}

function collectionRoute(app: App, { publicUrl, collections, turns }: OgcContext): void {
  app.get(
    '/ogc/collections/:collectionId',
    {
      schema: {
        operationId: 'getCollection',
        tags,
        summary: 'Một lớp dữ liệu · One collection',
        params: Type.Object({ collectionId: CollectionId }),
        querystring,
        response: { 200: Json('id, title, extent, crs, links') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      const collection = collectionOf(request.params.collectionId, collections())
      const [placed] = await inTurns(reply, turns, placedOf([collection]))
      return answer(reply, visit, {
        json: () => collectionDocument(placed!, visit),
        page: () => collectionPage(visit, collection),
      })
    },
  )
}

/** Collections with the boxes around them. */
function* placedOf(collections: readonly Collection[]): Generator<void, Placed[]> {
  const placed: Placed[] = []
  for (const one of collections) placed.push([one, (yield* one.total()).extent])
  return placed
}

function queryablesRoute(app: App, { publicUrl, collections }: OgcContext): void {
  app.get(
    '/ogc/collections/:collectionId/queryables',
    {
      schema: {
        operationId: 'getQueryables',
        tags,
        summary: 'Các trường lọc được · Queryables, as a JSON schema',
        params: Type.Object({ collectionId: CollectionId }),
        querystring: query({ f: Type.Optional(Type.Literal('json')) }),
        response: { 200: Json('JSON schema') },
      },
    },
    async (request, reply) => {
      const visit = visitOf(request, publicUrl)
      const schema = queryables(collectionOf(request.params.collectionId, collections()), visit)
      return reply
        .header('cache-control', 'public, no-cache')
        .type('application/schema+json')
        .send(JSON.stringify(schema))
    },
  )
}
