import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { Turns } from '../../../tables/turns.ts'
import { jsonPieces } from '../../edge/answers/json-pieces.ts'
import { inTurns, sendWhole } from '../../edge/answers/sliced-answer.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Lang, query } from '../../edge/fields.ts'
import type { Collection, Item } from '../collection.ts'
import { collectionOf } from '../collections/collections.ts'
import { countedOf, type ItemPage, itemPageOf, MOST_LOOKED } from '../collections/item-walk.ts'
import { FILTER_LANGUAGES } from '../cql2/cql2-filter.ts'
import { LIMITS } from '../cql2/expression.ts'
import { CRS_LIST, crsOf } from '../crs.ts'
import { itemCollection, itemFeature } from '../documents.ts'
import {
  CSV_DOCUMENT,
  GEOJSON_TYPE,
  HTML_DOCUMENT,
  HTML_TYPE,
  JSON_TYPE,
  type Link,
  selfLinks,
} from '../links.ts'
import { CollectionId, Format, type OgcContext } from '../route-fields.ts'
import { answer, documentHeaders, type Visit, visitOf } from '../visit.ts'
import { csvOf } from './item-csv.ts'
import { itemPage, itemsPage } from './item-pages.ts'
import {
  cursorText,
  DEFAULT_LIMIT,
  type ItemQuery,
  itemQuery,
  MAX_LIMIT,
  MAX_OFFSET,
  propertiesOf,
} from './item-query.ts'

const Crs = Type.Optional(
  Type.Union(
    CRS_LIST.map((uri) => Type.Literal(uri)),
    { description: 'URI of a coordinate reference system; CRS84 without it' },
  ),
)
const Properties = Type.Optional(
  Type.String({ description: 'Properties to show, with commas between them; all without it' }),
)

/** What the query of items may hold, for the description; `itemQuery` reads it, as queryables differ by collection. */
const ItemParameters = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_LIMIT,
        default: DEFAULT_LIMIT,
        description: `How many features; more than ${MAX_LIMIT} means ${MAX_LIMIT}`,
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_OFFSET,
        default: 0,
        description:
          'How many features to skip; every page after `next` costs the same, a large offset does not',
      }),
    ),
    bbox: Type.Optional(
      Type.String({
        description: '4 numbers, or 6 with heights, in the axes of bbox-crs, separated by commas',
      }),
    ),
    'bbox-crs': Crs,
    crs: Crs,
    datetime: Type.Optional(
      Type.String({ description: 'Instant (RFC 3339), day (+07:00), or interval with .. for an open end' }),
    ),
    sortby: Type.Optional(
      Type.String({
        description:
          'One property (id, or an indexed one of the collection), - before it for the reverse; features without a value come last',
      }),
    ),
    properties: Properties,
    filter: Type.Optional(
      Type.String({
        description: `CQL2: comparisons, LIKE, BETWEEN, IN, IS NULL, S_INTERSECTS, AND, OR, NOT; at most ${LIMITS.bytes} bytes, ${LIMITS.terms} predicates, ${LIMITS.depth} levels`,
      }),
    ),
    'filter-lang': Type.Optional(
      Type.Union(
        FILTER_LANGUAGES.map((language) => Type.Literal(language)),
        { default: FILTER_LANGUAGES[0] },
      ),
    ),
    'filter-crs': Crs,
    resultType: Type.Optional(
      Type.Union([Type.Literal('results'), Type.Literal('hits')], {
        default: 'results',
        description: 'hits: numberMatched alone, left out where too many features would have to be looked at',
      }),
    ),
    after: Type.Optional(Type.String({ description: 'Opaque; from the link next' })),
    f: Type.Optional(
      Type.Union(
        ['json', 'geojson', 'html', 'csv'].map((f) => Type.Literal(f)),
        { description: 'Representation; without it Accept decides between json and html' },
      ),
    ),
    lang: Lang,
  },
  { additionalProperties: { type: 'string', description: 'A queryable of the collection and its value' } },
)

/** `/ogc/collections/{id}/items`: the features of a collection, page by page. */
export function itemsRoute(app: App, { collections, publicUrl, turns }: OgcContext): void {
  app.get(
    '/ogc/collections/:collectionId/items',
    {
      schema: {
        operationId: 'getFeatures',
        tags: ['ogc'],
        summary: 'Các đối tượng của một lớp · Features of a collection',
        params: Type.Object({ collectionId: CollectionId }),
        querystring: ItemParameters,
        response: { 200: Json('GeoJSON FeatureCollection with links, numberReturned, numberMatched') },
      },
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request, reply) => {
      const collection = collectionOf(request.params.collectionId, collections())
      const asked = itemQuery(request.query as unknown as Record<string, unknown>, collection)
      return sendPage(reply, turns, visitOf(request, publicUrl), collection, asked)
    },
  )
}

/** Answers with a page of features and the link to the next one. */
async function sendPage(
  reply: FastifyReply,
  turns: Turns,
  visit: Visit,
  collection: Collection,
  asked: ItemQuery,
): Promise<FastifyReply> {
  const page = await inTurns(reply, turns, readPage(collection, asked))
  const { matched } = page
  const items = page.items.map((item) => shownOf(item, asked.properties))
  const next =
    page.next && nextUrl(visit, asked, cursorText(page.next.after, collection, asked.sortby), page.next.skip)
  const links: Link[] = [
    ...selfLinks(visit.url, visit.format, GEOJSON_TYPE),
    ...(next ? [{ rel: 'next', href: next, type: visit.format === 'html' ? HTML_TYPE : GEOJSON_TYPE }] : []),
    collectionLink(visit, collection.id),
  ]
  reply.header('content-crs', `<${asked.crs.uri}>`)
  if (next) reply.header('link', `<${next}>; rel="next"`)
  documentHeaders(reply, visit)
  if (asked.csv) {
    const names = asked.properties ?? Object.keys(collection.queryables)
    return sendWhole(reply.type(CSV_DOCUMENT), turns, csvOf(items, names, asked.crs))
  }
  if (visit.format === 'json')
    return sendWhole(
      reply.type(`${GEOJSON_TYPE}; charset=utf-8`),
      turns,
      jsonPieces(itemCollection(items, { matched, links, crs: asked.crs })),
    )
  const shown = await inTurns(reply, turns, itemsPage(visit, collection, { items, matched, next }))
  return reply.type(HTML_DOCUMENT).send(shown.text)
}

/** Features looked at to count those of a page that pass a filter. */
const COUNTED = 10_000

/**
 * A page, and how many features pass the filter: kept where there is none, else counted within a bound, and for the first page of
 * a walk only, as a walk has many.
 */
function* readPage(
  collection: Collection,
  asked: ItemQuery,
): Generator<void, ItemPage & { matched: number | undefined }> {
  const { filter, test, order, after, limit, offset, hits } = asked
  if (hits) return { items: [], matched: yield* matchedBy(collection, asked, MOST_LOOKED) }
  const looks = collection.looks(filter, { after, order, first: limit + offset })
  const page = yield* itemPageOf(looks, { limit, skip: offset, test })
  if (after !== undefined && !isPlain(asked)) return { ...page, matched: undefined }
  const whole = after === undefined && page.next === undefined && offset === 0
  return { ...page, matched: whole ? page.items.length : yield* matchedBy(collection, asked, COUNTED) }
}

/** How many features pass a filter; undefined where more than `most` would be looked at. */
function* matchedBy(
  collection: Collection,
  asked: ItemQuery,
  most: number,
): Generator<void, number | undefined> {
  const { filter, test } = asked
  if (isPlain(asked)) return (yield* collection.total()).count
  if (!test && collection.count) return yield* collection.count(filter, most)
  // Without a box all are looked at, in vain where there are too many.
  if (!filter.boxes && !filter.time && (yield* collection.total()).count > most) return undefined
  return yield* countedOf(collection.looks(filter, {}), { most, test })
}

function isPlain({ filter, test }: ItemQuery): boolean {
  return !test && filter.boxes === undefined && filter.time === undefined && noneIn(filter.equals)
}

function noneIn(values: object | undefined): boolean {
  return Object.keys(values ?? {}).length === 0
}

/** `/ogc/collections/{id}/items/{featureId}`: one feature. */
export function itemRoute(app: App, { collections, publicUrl }: OgcContext): void {
  app.get(
    '/ogc/collections/:collectionId/items/:featureId',
    {
      schema: {
        operationId: 'getFeature',
        tags: ['ogc'],
        summary: 'Một đối tượng · One feature',
        params: Type.Object({ collectionId: CollectionId, featureId: Type.String() }),
        querystring: query({ crs: Type.Optional(Type.String()), properties: Properties, f: Format }),
        response: { 200: Json('GeoJSON Feature with links') },
      },
    },
    async (request, reply) => {
      const { collectionId, featureId } = request.params
      const collection = collectionOf(collectionId, collections())
      const crs = crsOf(request.query.crs, 'crs')
      const found = collection.item(featureId)
      if (!found)
        throw new Problem('unknown-feature', {
          detail: {
            vi: `Lớp "${collectionId}" không có đối tượng "${featureId}".`,
            en: `The collection "${collectionId}" has no feature "${featureId}".`,
          },
        })
      const item = shownOf(found, propertiesOf(request.query.properties, collection))
      const visit = visitOf(request, publicUrl)
      const links = [...selfLinks(visit.url, visit.format, GEOJSON_TYPE), collectionLink(visit, collectionId)]
      reply.header('content-crs', `<${crs.uri}>`)
      return answer(reply, visit, {
        type: GEOJSON_TYPE,
        json: () => ({ ...itemFeature(item, crs), links }),
        page: () => itemPage(visit, collection, item),
      })
    },
  )
}

/** A feature with the properties that were asked for. */
function shownOf(item: Item, names: readonly string[] | undefined): Item {
  if (!names) return item
  const { id, geometry, properties } = item
  return {
    id,
    geometry,
    properties: Object.fromEntries(names.map((name) => [name, properties[name] ?? null])),
  }
}

function nextUrl({ url, format }: Visit, { csv }: ItemQuery, after: string, skip: number): string {
  const next = new URL(url)
  next.searchParams.set('after', after)
  next.searchParams.delete('offset')
  if (skip > 0) next.searchParams.set('offset', String(skip))
  next.searchParams.set('f', csv ? 'csv' : format)
  return next.href
}

function collectionLink(visit: Visit, id: string): Link {
  return { rel: 'collection', href: visit.to(`/collections/${encodeURIComponent(id)}`), type: JSON_TYPE }
}
