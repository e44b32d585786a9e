import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Turns } from '../../tables/turns.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { problemBody, validationProblem } from '../edge/problem-details.ts'
import { type ReverseParts, ReverseQuery, reverseAnswers } from '../read/reverse-answers.ts'
import { type SearchParts, SearchQuery, searchAnswers } from '../read/search-answers.ts'

const MAX_QUERIES = 1000

const BatchBody = Type.Object(
  {
    queries: Type.Array(
      Type.Unknown({
        description:
          'A text, or the parameters of /v1/search ({"q": …}, {"street": …, "commune": …}), or {"reverse": {"lat": …, "lon": …}} with those of /v1/reverse',
      }),
      { maxItems: MAX_QUERIES },
    ),
  },
  { additionalProperties: false },
)

/** `/v1/batch`: many searches and look-ups at once, each answered as by its own route. */
export function batchRoutes(app: App, parts: SearchParts & ReverseParts & { turns: Turns }): void {
  const search = searchAnswers(parts)
  const reverse = reverseAnswers(parts)

  app.post(
    '/v1/batch',
    {
      schema: {
        operationId: 'batch',
        tags: ['search'],
        summary: 'Nhiều câu hỏi một lần · Many queries at once, search and reverse mixed',
        querystring: query({}),
        body: BatchBody,
        response: {
          200: Json(
            'results in the order of the queries: GeocodeJSON each, or problem details of that query',
          ),
        },
      },
    },
    async (request) => {
      const language = languageOf(request)
      const validSearch = request.compileValidationSchema(SearchQuery)
      const validReverse = request.compileValidationSchema(ReverseQuery)
      const results: unknown[] = []
      await parts.turns.next()
      for (const item of request.body.queries) {
        if (parts.turns.over) await parts.turns.next()
        results.push(answer(item))
      }
      return { results }

      function answer(item: unknown): unknown {
        try {
          if (isObject(item) && 'reverse' in item && Object.keys(item).length === 1) {
            const asked = item.reverse as ReverseQuery
            if (!validReverse(asked)) throw validationProblem(validReverse.errors ?? [], asked)
            return reverse.near(asked)
          }
          const asked = (typeof item === 'string' ? { q: item } : item) as SearchQuery
          if (!validSearch(asked)) throw validationProblem(validSearch.errors ?? [], asked)
          return search.find(asked)
        } catch (error) {
          if (error instanceof Problem) return problemBody(error, language)
          throw error
        }
      }
    },
  )
}

function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === 'object' && item !== null
}
