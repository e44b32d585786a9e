import type { App } from '../edge/app-type.ts'
import { JSON_TYPE, Json } from '../edge/fields.ts'
import type { AnswerCache } from './answer-cache.ts'
import { type SearchParts, searchAnswers } from './search-answers.ts'
import { AutocompleteQuery, SearchQuery } from './search-query.ts'
import { typedTextAnswers } from './typed-text-answers.ts'

const ANSWER =
  'GeocodeJSON 0.1.0 with a vn block per feature; what only the base map has stands last, with vn.basemap (osm) and vn.attribution. A vn block beside the features says what is to be said of the text as a whole: `warnings`, the place `outside` of the province, the number `missing` of a coordinate, the `postcode` and which list it is of'

/** `/v1/autocomplete` and `/v1/search`: places, addresses, codes and coordinates from any text. */
export function searchRoutes(app: App, parts: SearchParts & { answerCache: AnswerCache }): void {
  const answers = searchAnswers(parts)
  const suggestions = typedTextAnswers(answers, parts.answerCache)

  app.get(
    '/v1/autocomplete',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'autocomplete',
        tags: ['search'],
        summary: 'Gợi ý khi đang gõ · Suggestions while typing',
        querystring: AutocompleteQuery,
        response: { 200: Json(ANSWER) },
      },
    },
    ({ query }, reply) => {
      reply.type(JSON_TYPE).send(suggestions(query))
    },
  )

  app.get(
    '/v1/search',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'search',
        tags: ['search'],
        summary: 'Tìm địa chỉ · Search for a finished text or by fields',
        querystring: SearchQuery,
        response: { 200: Json(ANSWER) },
      },
    },
    ({ query }, reply) => {
      reply.type(JSON_TYPE).send(answers.found(query))
    },
  )
}
