import type { App } from '../edge/app-type.ts'
import { Json } from '../edge/fields.ts'
import { AutocompleteQuery, type SearchParts, SearchQuery, searchAnswers } from './search-answers.ts'

/** `/v1/autocomplete` and `/v1/search`: places, addresses, codes and coordinates from any text. */
export function searchRoutes(app: App, parts: SearchParts): void {
  const answers = searchAnswers(parts)

  app.get(
    '/v1/autocomplete',
    {
      schema: {
        operationId: 'autocomplete',
        tags: ['search'],
        summary: 'Gợi ý khi đang gõ · Suggestions while typing',
        querystring: AutocompleteQuery,
        response: { 200: Json('GeocodeJSON 0.1.0 with a vn block per feature') },
      },
    },
    async ({ query }) => answers.suggest(query),
  )

  app.get(
    '/v1/search',
    {
      schema: {
        operationId: 'search',
        tags: ['search'],
        summary: 'Tìm địa chỉ · Search for a finished text or by fields',
        querystring: SearchQuery,
        response: { 200: Json('GeocodeJSON 0.1.0 with a vn block per feature') },
      },
    },
    async ({ query }) => answers.find(query),
  )
}
