import { type Static, Type } from 'typebox'
import type { Problem } from '../../../errors.ts'
import type { ComponentFieldsSent, Components } from '../../../registry/components/components.ts'
import type { ComponentKind } from '../../../store/registry/components/component-layers.ts'
import type { App } from '../../edge/app-type.ts'
import { DateField, Json, Lat, Lon, query } from '../../edge/fields.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { mustBeDay, PARTICULARS, Reason } from '../address-body.ts'
import { params } from '../address-writes.ts'
import { revisionOf } from '../if-match.ts'
import { keyedRequest } from '../keyed-request.ts'
import { orRefused } from '../refused.ts'
import { changedComponent } from './component-json.ts'
import { COMPONENT_WORDS, CommuneCode } from './component-reads.ts'

export interface ComponentWriteParts {
  components: Components
  guard: ActorGuard
}

const MOST_OTHERS = 50
const nothing = (schema: ReturnType<typeof Type.String>) => Type.Optional(Type.Union([schema, Type.Null()]))
const FIELDS = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'With its word: Ấp 3, Khu phố 2' }),
  type: nothing(
    Type.String({ minLength: 1, maxLength: 64, description: 'ấp, khu phố; of a street its class' }),
  ),
  commune_code: CommuneCode,
}
/** A street's line is drawn in QGIS or comes with a file. */
const OF_HAMLETS = {
  former_commune_code: nothing(
    Type.String({ pattern: '^\\d{5}$', description: 'Commune before the reform' }),
  ),
  lon: Type.Optional(Lon),
  lat: Type.Optional(Lat),
}
const REASONS = {
  reason: Type.Optional(Reason),
  decision: PARTICULARS.decision,
  valid_from: Type.Optional(DateField),
}
const Seen = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    revision: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  },
  { additionalProperties: false },
)

const FIELDS_OF = { hamlet: { ...FIELDS, ...OF_HAMLETS }, street: FIELDS } as const

/** `/v1/hamlets` and `/v1/streets` for writing: created, changed, merged and ended by an office of the commune. */
export function componentWriteRoutes(app: App, parts: ComponentWriteParts): void {
  for (const kind of ['hamlet', 'street'] as const) {
    writeRoutes(app, kind, parts)
    mergeRoutes(app, kind, parts)
  }
}

function writeRoutes(app: App, kind: ComponentKind, { components, guard }: ComponentWriteParts): void {
  const { path, name, vi, en } = COMPONENT_WORDS[kind]
  const fields = FIELDS_OF[kind]
  const Create = Type.Object({ ...fields, ...REASONS }, { additionalProperties: false })
  const Change = Type.Object(
    { ...Type.Partial(Type.Object(fields)).properties, ...REASONS },
    { additionalProperties: false, minProperties: 1 },
  )
  app.post(
    path,
    {
      onRequest: guard.check,
      schema: {
        operationId: `create${name}`,
        tags: ['registry'],
        summary: `Tạo ${vi} · Create a ${en}`,
        querystring: query({}),
        body: Create,
        response: { 201: Json('the feature, with revision and event') },
      },
    },
    async (request, reply) => {
      const { name, commune_code, ...more } = fieldsOf(request.body)
      const draft = { ...EMPTY, ...more, name: name as string, commune_code: commune_code as string }
      const sent = { ...reasonsOf(request.body), request: keyedRequest(request) }
      const outcome = await orRefused(components.create(guard.of(request), kind, draft, sent))
      const uid = 'version' in outcome ? outcome.version.uid : outcome.repeated.subject
      reply.code(201).header('location', `${path}/${uid}`)
      return changedComponent(reply, outcome)
    },
  )

  app.patch(
    `${path}/:id`,
    {
      onRequest: guard.check,
      schema: {
        operationId: `change${name}`,
        tags: ['registry'],
        summary: `Sửa, đổi tên ${vi}, với If-Match · Change or rename a ${en}, with If-Match`,
        params,
        querystring: query({}),
        body: Change,
        response: { 200: Json('the feature, with revision and event') },
      },
    },
    async (request, reply) => {
      const seen = { uid: request.params.id, revision: revisionOf(request) }
      const sent = { ...reasonsOf(request.body), request: keyedRequest(request) }
      const change = components.change(guard.of(request), kind, seen, fieldsOf(request.body), sent)
      return changedComponent(reply, await orRefused(change))
    },
  )
}

function mergeRoutes(app: App, kind: ComponentKind, { components, guard }: ComponentWriteParts): void {
  const { path, name, vi, en } = COMPONENT_WORDS[kind]
  app.post(
    `${path}/:id/merge`,
    {
      onRequest: guard.check,
      schema: {
        operationId: `merge${name}s`,
        tags: ['registry'],
        summary: `Nhập các ${vi} khác vào đây, với địa chỉ của chúng · Take other ${en}s in, with their addresses`,
        params,
        querystring: query({}),
        body: Type.Object(
          { others: Type.Array(Seen, { minItems: 1, maxItems: MOST_OTHERS }), ...REASONS },
          { additionalProperties: false },
        ),
        response: { 200: Json('the feature that took the others in') },
      },
    },
    async (request, reply) => {
      const into = { uid: request.params.id, revision: revisionOf(request) }
      const others = request.body.others.map(({ id, revision }) => ({ uid: id, revision }))
      const sent = { ...reasonsOf(request.body), request: keyedRequest(request) }
      return changedComponent(
        reply,
        await orRefused(components.merge(guard.of(request), kind, into, others, sent)),
      )
    },
  )

  app.post(
    `${path}/:id/end`,
    {
      onRequest: guard.check,
      schema: {
        operationId: `end${name}`,
        tags: ['registry'],
        summary: `Kết thúc ${vi} không còn địa chỉ · End a ${en} that no address bears`,
        params,
        querystring: query({}),
        body: Type.Object(REASONS, { additionalProperties: false }),
        response: { 200: Json('the feature as it was last, with its state') },
      },
    },
    async (request, reply) => {
      const seen = { uid: request.params.id, revision: revisionOf(request) }
      const sent = { ...reasonsOf(request.body), request: keyedRequest(request) }
      return changedComponent(reply, await orRefused(components.end(guard.of(request), kind, seen, sent)))
    },
  )
}

const EMPTY = { type: null, former_commune_code: null, lon: null, lat: null } as const
const ReasonsObject = Type.Object(REASONS)

/** Why and from when; throws {@link Problem} for a day that is none. */
function reasonsOf({ reason, decision, valid_from }: Static<typeof ReasonsObject>) {
  mustBeDay('decision/date', decision?.date)
  mustBeDay('valid_from', valid_from)
  return { reason, decision, valid_from }
}

/** What the body says of the thing itself. */
function fieldsOf<Body extends Partial<ComponentFieldsSent>>(body: Body): Partial<ComponentFieldsSent> {
  const { name, type, commune_code, former_commune_code, lon, lat } = body
  const given = Object.entries({ name, type, commune_code, former_commune_code, lon, lat })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
