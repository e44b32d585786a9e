import type { LineString, Point, Polygon } from 'geojson'
import type { Turns } from '../../tables/turns.ts'
import { inTurns, streamJson } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { JSON_TYPE, Json } from '../edge/fields.ts'
import { AlongBody, AlongQuery, type ReverseParts, ReverseQuery, reverseAnswers } from './reverse-answers.ts'

/** `/v1/reverse`: what stands at a place, and always the commune that contains it. */
export function reverseRoutes(app: App, parts: ReverseParts & { turns: Turns }): void {
  const answers = reverseAnswers(parts)

  app.get(
    '/v1/reverse',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'reverse',
        tags: ['search'],
        summary: 'Địa chỉ gần một toạ độ · Addresses near a coordinate',
        querystring: ReverseQuery,
        response: { 200: Json('GeocodeJSON 0.1.0 with the containing commune in vn') },
      },
    },
    ({ query }, reply) => {
      reply.type(JSON_TYPE).send(answers.nearText(query))
    },
  )

  app.post(
    '/v1/reverse',
    {
      schema: {
        operationId: 'reverseGeometry',
        tags: ['search'],
        summary: 'Địa chỉ trên đường hoặc trong vùng · Addresses on a line or in an area',
        querystring: AlongQuery,
        body: AlongBody,
        response: { 200: Json('GeocodeJSON 0.1.0') },
      },
    },
    async ({ query, body }, reply) => {
      const found = answers.along(body as Point | LineString | Polygon, query)
      return streamJson(reply, parts.turns, await inTurns(reply, parts.turns, found))
    },
  )
}
