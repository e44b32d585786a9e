import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { LARGEST_ERROR, POSITION_METHODS } from '../../parsing/address-attributes.ts'
import type { AddressSupplements } from '../../registry/supplements/address-supplements.ts'
import {
  NAME_KINDS,
  NAME_LANGUAGES,
  type NameDraft,
  POSITION_TYPES,
  type PositionDraft,
  type SupplementChanges,
  UNIT_KINDS,
  type UnitDraft,
} from '../../registry/supplements/supplement-drafts.ts'
import type { App } from '../edge/app-type.ts'
import { DateField, Lat, Lon, query } from '../edge/fields.ts'
import { mustBeDay, Reason } from './address-body.ts'
import { FEATURE, params, type RegistryParts, WAITING } from './address-writes.ts'
import { revisionOf } from './if-match.ts'
import { keyedRequest } from './keyed-request.ts'
import { shown } from './outcome.ts'
import { orRefused } from './refused.ts'

export interface SupplementParts extends RegistryParts {
  addressSupplements: AddressSupplements
}

/** Things that one request may add, change or remove. */
const MOST_ITEMS = 500
const Id = Type.String({ minLength: 1, maxLength: 64 })
const oneOf = (words: readonly string[]) => Type.Union(words.map((word) => Type.Literal(word)))
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))

const POSITION = {
  type: oneOf(POSITION_TYPES),
  lon: Lon,
  lat: Lat,
  method: orNull(oneOf(POSITION_METHODS)),
  accuracy: orNull(Type.Number({ minimum: 0, maximum: LARGEST_ERROR, description: 'Metres' })),
}
const NAME = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  kind: oneOf(NAME_KINDS),
  language: Type.Optional(oneOf(NAME_LANGUAGES)),
  valid_from: orNull(DateField),
  valid_to: orNull(DateField),
}
const UNIT = {
  designation: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'As it is written at the door: 5.03',
  }),
  floor: orNull(Type.String({ minLength: 1, maxLength: 20 })),
  kind: Type.Optional(oneOf(UNIT_KINDS)),
  state: Type.Optional(oneOf(['current', 'ended'])),
}

/** The body of a change of a list: `add`, `change` by id, `remove` ids. */
function listBody<Fields extends Record<string, TSchema>, More extends Record<string, TSchema>>(
  fields: Fields,
  more: More,
) {
  return Type.Object(
    {
      add: Type.Optional(
        Type.Array(Type.Object(fields, { additionalProperties: false }), { maxItems: MOST_ITEMS }),
      ),
      change: Type.Optional(
        Type.Array(
          Type.Object(
            { id: Id, ...Type.Partial(Type.Object(fields)).properties },
            { additionalProperties: false, minProperties: 2 },
          ),
          { maxItems: MOST_ITEMS },
        ),
      ),
      remove: Type.Optional(Type.Array(Id, { maxItems: MOST_ITEMS, uniqueItems: true })),
      ...more,
      reason: Type.Optional(Reason),
    },
    { additionalProperties: false, minProperties: 1 },
  )
}

const PositionsBody = listBody(POSITION, {
  main: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Id of the position to be the main one' }),
  ),
})
const NamesBody = listBody(NAME, {})
const UnitsBody = listBody(UNIT, {})

/** `POST /v1/addresses/{id}/positions`, `/names`, `/units`: what an address has beside its columns. */
export function supplementRoutes(app: App, { addressSupplements, guard, units }: SupplementParts): void {
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['registry'],
    summary,
    params,
    querystring: query({}),
    response: { 200: FEATURE, 202: WAITING },
  })
  async function changed(request: ToAddress, reply: FastifyReply, { reason, changes }: Asked) {
    const address = { uid: request.params.id, revision: revisionOf(request) }
    const sent = { reason, request: keyedRequest(request) }
    const change = addressSupplements.change(guard.of(request), address, changes, sent)
    return shown(reply, await orRefused(change), units)
  }

  app.post(
    '/v1/addresses/:id/positions',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'changePositions',
          'Thêm, sửa, bỏ vị trí; chọn vị trí chính · Add, change, remove positions; choose the main one',
        ),
        body: PositionsBody,
      },
    },
    async (request, reply) => {
      const { reason, main, ...lists } = request.body
      const { add, change, remove } = lists as Lists<PositionDraft>
      const made = add?.map((each) => ({ ...NO_MORE, ...each }))
      const changes = { positions: { add: made, change, remove, main } }
      return changed(request, reply, { reason, changes })
    },
  )

  app.post(
    '/v1/addresses/:id/names',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'changeNames',
          'Tên khác của địa chỉ: tên cũ, tên thường gọi, tiếng Anh · Further names of an address: former, common, English',
        ),
        body: NamesBody,
      },
    },
    async (request, reply) => {
      const { reason, ...lists } = request.body
      const { add, change, remove } = lists as Lists<NameDraft>
      mustBeDays('add', add)
      mustBeDays('change', change)
      const made = add?.map((each) => ({ ...NO_NAME, ...each }))
      const changes: SupplementChanges = { names: { add: made, change, remove } }
      return changed(request, reply, { reason, changes })
    },
  )

  app.post(
    '/v1/addresses/:id/units',
    {
      onRequest: guard.check,
      schema: {
        ...schema('changeUnits', 'Căn, phòng, tầng trong toà nhà · Units inside a building'),
        body: UnitsBody,
      },
    },
    async (request, reply) => {
      const { reason, ...lists } = request.body
      const { add, change, remove } = lists as Lists<UnitDraft>
      const made = add?.map((each) => ({ ...NO_UNIT, ...each }))
      const changes: SupplementChanges = { units: { add: made, change, remove } }
      return changed(request, reply, { reason, changes })
    },
  )
}

type ToAddress = FastifyRequest & { readonly params: { readonly id: string } }

/** What a request asks for, and why. */
interface Asked {
  readonly reason: string | undefined
  readonly changes: SupplementChanges
}

/** A body as its schema has checked it. */
interface Lists<Draft> {
  readonly add?: readonly Draft[]
  readonly change?: readonly ({ readonly id: string } & Partial<Draft>)[]
  readonly remove?: readonly string[]
}

const NO_MORE: Partial<PositionDraft> = { method: null, accuracy: null }
const NO_NAME: Partial<NameDraft> = { language: 'vi', valid_from: null, valid_to: null }
const NO_UNIT: Partial<UnitDraft> = { floor: null, kind: 'flat', state: 'current' }

function mustBeDays(list: string, names: readonly Partial<NameDraft>[] = []): void {
  for (const [i, { valid_from, valid_to }] of names.entries()) {
    mustBeDay(`${list}/${i}/valid_from`, valid_from ?? undefined)
    mustBeDay(`${list}/${i}/valid_to`, valid_to ?? undefined)
  }
}
