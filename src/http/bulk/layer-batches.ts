import { Type } from 'typebox'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import { FIRST_NUMBER, type LayerContent } from '../../registry/batches/layers/layer-content.ts'
import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
import { Reason } from '../registry/address-body.ts'
import { orRefused } from '../registry/refused.ts'
import {
  type AddressBatchParts,
  answerBatch,
  batchSchema,
  deskOf,
  Id,
  params,
  REPORT,
  Rules,
} from './batch-desk.ts'

const MOST_FEATURES = 1000
const layerParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 60 }) })
const LayerName = Type.String({ minLength: 1, maxLength: 60 })

/** Batches of one's office, drafts of its layers, and which layers are an office's. */
export function layerBatchRoutes(app: App, parts: AddressBatchParts): void {
  app.get(
    '/v1/batches',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema(
          'listBatches',
          'Các mẻ mới nhất của cơ quan mình · The newest batches of one’s office',
        ),
        querystring: query({}),
        response: { 200: Json('batches: id, kind, layer, name, state, dry_run, created_at, expires_at') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const found = await orRefused(deskOf(parts).acts.list(parts.guard.of(request)))
      return {
        batches: found.map(({ id, kind, layer, name, state, dry_run, created_at, expires_at }) => ({
          ...{ id, kind, layer, name, state, dry_run: dry_run === 1, created_at, expires_at },
        })),
      }
    },
  )

  app.get(
    '/v1/layers/:id/draft',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema(
          'getLayerDraft',
          'Bản nháp của một lớp, chỉ cơ quan có lớp thấy · The draft of a layer, which its office alone sees',
        ),
        params: layerParams,
        querystring: query({
          after: Type.Optional(Type.Integer({ minimum: 0, maximum: FIRST_NUMBER, default: 0 })),
          limit: Type.Optional(Limit(100, MOST_FEATURES)),
        }),
        response: {
          200: Json('FeatureCollection of what the draft adds, changes and removes (plan); batch, next'),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { after = 0, limit = 100 } = request.query
      const { writing } = deskOf(parts).layers
      const actor = parts.guard.of(request)
      const draft = await orRefused(writing.draft(actor, request.params.id))
      const page = { after: FIRST_NUMBER + after, limit }
      const rows = await writing.draftRows(draft, page)
      return {
        type: 'FeatureCollection',
        batch: draft.id,
        features: rows.map(featureOf),
        next: rows.length === limit ? (rows.at(-1) as StoredBatchRow).line - FIRST_NUMBER : null,
      }
    },
  )

  app.post(
    '/v1/layers/:id/publish',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema(
          'publishLayer',
          'Công bố bản nháp của một lớp · Publish the draft of a layer, for everybody to see',
        ),
        params: layerParams,
        querystring: query({}),
        body: Type.Object(
          { yes: Type.Optional(Rules), reason: Type.Optional(Reason) },
          { additionalProperties: false },
        ),
        response: { 200: REPORT },
      },
    },
    async (request, reply) => {
      const { yes = [], reason } = request.body
      const actor = parts.guard.of(request)
      const { writing } = deskOf(parts).layers
      const { id } = await orRefused(writing.publish(actor, request.params.id, { yes, reason }))
      return answerBatch(request, reply, parts, id, false)
    },
  )

  app.put(
    '/v1/offices/:id/layers',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema(
          'grantLayers',
          'Giao tiền tố và lớp bản đồ cho một cơ quan · Give an office its prefix and layers',
        ),
        params,
        querystring: query({}),
        body: Type.Object(
          {
            prefix: Type.Optional(Id),
            layers: Type.Optional(Type.Array(LayerName, { maxItems: 100, uniqueItems: true })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Json('layers: name, kind') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { rights } = deskOf(parts).layers
      const { id } = request.params
      const { prefix, layers = [] } = request.body
      await orRefused(rights.grant(parts.guard.of(request), id, { prefix, layers }))
      return { layers: (await rights.list(id)).map(({ name, kind }) => ({ name, kind })) }
    },
  )
}

/** A feature as a draft says it; one that is removed as it was. */
function featureOf({ uid, plan, content }: StoredBatchRow) {
  const { before, after } = JSON.parse(content as string) as LayerContent
  const side = after ?? before
  return {
    type: 'Feature',
    id: uid,
    plan,
    geometry: side?.geom ? (decodeGeometry(Buffer.from(side.geom, 'base64')) ?? null) : null,
    properties: JSON.parse(side?.properties ?? '{}'),
  }
}
