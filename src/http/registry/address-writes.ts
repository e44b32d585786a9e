import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import type { AddressChanges } from '../../registry/actions/change-address.ts'
import type { AddressDraft } from '../../registry/actions/create-address.ts'
import type { Outcome, Registry } from '../../registry/registry.ts'
import { shownVersion } from '../../registry/shown-version.ts'
import { isDate } from '../../units/calendar.ts'
import type { App } from '../edge/app-type.ts'
import { DateField, Json, Lat, Lon, query } from '../edge/fields.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import type { ActorGuard } from './actor-guard.ts'
import { revisionOf } from './if-match.ts'
import { orRefused } from './refused.ts'

export interface RegistryParts {
  registry: Registry
  guard: ActorGuard
  units: UnitKnowledge
}

const text = (maxLength: number, description: string) =>
  Type.Union([Type.String({ minLength: 1, maxLength, description }), Type.Null()])
const code = (pattern: string, description: string) => Type.String({ pattern, description })
const CommuneCode = code('^\\d{5}$', 'Code of a commune of today')

/** Fields of an address by the names of import files. */
const FIELDS = {
  class: Type.Integer({ minimum: 1, maximum: 5, description: 'Object class of Phụ lục II' }),
  lon: Lon,
  lat: Lat,
  commune_code: CommuneCode,
  house_number: Type.Optional(text(50, 'House number with its alleys, 51/9')),
  street: Type.Optional(text(200, 'Street')),
  hamlet: Type.Optional(text(200, 'Hamlet or quarter, with its word: Ấp 3')),
  group: Type.Optional(text(100, 'Tổ')),
  name: Type.Optional(text(200, 'Name of the object; never shown of a home')),
  former_commune_code: Type.Optional(
    Type.Union([code('^\\d{5}$', 'Code of the commune before the reform'), Type.Null()]),
  ),
  postcode: Type.Optional(Type.Union([code('^\\d{5}$', 'Postal code'), Type.Null()])),
  position: Type.Optional(text(20, 'Where on the object the point lies')),
  raw_text: Type.Optional(text(1000, 'As it was declared; never shown')),
  valid_from: Type.Optional(DateField),
}
const CreateBody = Type.Object(FIELDS, { additionalProperties: false })
const ChangeBody = Type.Partial(Type.Object(FIELDS), { additionalProperties: false, minProperties: 1 })

const TransitionBody = Type.Object(
  {
    to: Type.Union(['created', 'verified', 'official', 'retired'].map((state) => Type.Literal(state))),
    method: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    date: Type.Optional(DateField),
    decision: Type.Optional(
      Type.Object(
        { number: Type.String({ minLength: 1, maxLength: 100 }), date: DateField },
        { additionalProperties: false },
      ),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    successors: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50, uniqueItems: true }),
    ),
  },
  { additionalProperties: false },
)

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
const FEATURE = Json('the address as GeoJSON Feature, with vn.revision')
const WAITING = Json('the id of the proposal that waits for another person')

/** `/v1/addresses` for writing: create, change, lead to another state. Each needs an account of the area. */
export function addressWriteRoutes(app: App, parts: RegistryParts): void {
  createRoute(app, parts)
  changeRoute(app, parts)
  transitionRoute(app, parts)
}

function createRoute(app: App, { registry, guard, units }: RegistryParts): void {
  app.post(
    '/v1/addresses',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'createAddress',
        tags: ['registry'],
        summary: 'Tạo địa chỉ · Create an address',
        querystring: query({}),
        body: CreateBody,
        response: { 201: FEATURE },
      },
    },
    async (request, reply) => {
      const outcome = await orRefused(registry.create(guard.of(request), draftOf(request.body)))
      const uid = 'version' in outcome ? outcome.version.uid : outcome.repeated.subject
      reply.code(201).header('location', `/v1/addresses/${uid}`)
      return shown(reply, outcome, units)
    },
  )
}

function changeRoute(app: App, { registry, guard, units }: RegistryParts): void {
  app.patch(
    '/v1/addresses/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'changeAddress',
        tags: ['registry'],
        summary: 'Sửa địa chỉ, với If-Match · Change an address, with If-Match',
        params,
        querystring: query({}),
        body: ChangeBody,
        response: { 200: FEATURE, 202: WAITING },
      },
    },
    async (request, reply) => {
      const revision = revisionOf(request)
      const { id } = request.params
      return shown(
        reply,
        await orRefused(registry.change(guard.of(request), id, revision, changesOf(request.body))),
        units,
      )
    },
  )
}

function transitionRoute(app: App, { registry, guard, units }: RegistryParts): void {
  app.post(
    '/v1/addresses/:id/transitions',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'transitionAddress',
        tags: ['registry'],
        summary: 'Chuyển trạng thái, với If-Match · Lead an address to another state, with If-Match',
        params,
        querystring: query({}),
        body: TransitionBody,
        response: { 200: FEATURE, 202: WAITING },
      },
    },
    async (request, reply) => {
      const { to, ...particulars } = request.body
      mustBeDay('date', particulars.date)
      mustBeDay('decision/date', particulars.decision?.date)
      const revision = revisionOf(request)
      const { id } = request.params
      return shown(
        reply,
        await orRefused(registry.transition(guard.of(request), id, revision, to, particulars)),
        units,
      )
    },
  )
}

/**
 * The address as anybody may see it; its revision is the tag that a next change names. Of what waits for another person the
 * proposal, of a request that came again what it did the first time.
 */
function shown(reply: FastifyReply, outcome: Outcome, units: UnitKnowledge) {
  reply.header('cache-control', 'no-store')
  if ('proposal' in outcome) {
    reply.code(202)
    return { proposal: outcome.proposal }
  }
  if ('repeated' in outcome) {
    const { subject, revision } = outcome.repeated
    reply.header('etag', `"${revision}"`)
    return { id: subject, revision }
  }
  const { version, event } = outcome
  const { revision } = version
  reply.header('etag', `"${revision}"`)
  return addressFeature({ ...shownVersion(version) }, units, { vn: { revision, event } })
}

function draftOf(body: Static<typeof CreateBody>): AddressDraft {
  mustBeDay('valid_from', body.valid_from)
  const { group = null, valid_from, ...fields } = body
  return {
    name: null,
    house_number: null,
    street: null,
    hamlet: null,
    former_commune_code: null,
    postcode: null,
    position: null,
    raw_text: null,
    ...fields,
    group_name: group,
    source: null,
    ndas: null,
    ...(valid_from !== undefined && { valid_from }),
  }
}

function changesOf(body: Static<typeof ChangeBody>): AddressChanges {
  mustBeDay('valid_from', body.valid_from)
  const { group, ...fields } = body
  return { ...fields, ...(group !== undefined && { group_name: group }) } as AddressChanges
}

function mustBeDay(path: string, day: string | undefined): void {
  if (day === undefined || isDate(day)) return
  throw refuse(
    path,
    'not-a-date',
    `${path} = "${day}" không phải là một ngày có thật.`,
    `${path} = "${day}" is not a day of the calendar.`,
  )
}
