import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Turns } from '../../tables/turns.ts'
import { streamJson } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { problemBody, validationProblem } from '../edge/problem-details.ts'
import { type ReverseParts, ReverseQuery, reverseAnswers } from '../read/reverse-answers.ts'
import { type SearchParts, searchAnswers } from '../read/search-answers.ts'
import { SearchQuery } from '../read/search-query.ts'

const MAX_QUERIES = 1000

type Validator = ReturnType<FastifyRequest['compileValidationSchema']>

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

/** `/v1/batch`: many searches and look-ups in one request, each with the answer of its own route. */
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
    async (request, reply) => {
      const language = languageOf(request)
      const validSearch = request.compileValidationSchema(SearchQuery)
      const validReverse = request.compileValidationSchema(ReverseQuery)
      const answer = (item: unknown) => {
        if (isReverse(item)) return reverse.near(checked(item.reverse, validReverse))
        return search.find(checked(typeof item === 'string' ? { q: item } : item, validSearch))
      }
      function* results() {
        for (const item of request.body.queries) yield orProblem(() => answer(item), language)
      }
      return streamJson(reply, parts.turns, { results: results() })
    },
  )
}

/** The input if it is valid; throws a problem that names what is wrong. */
function checked<Input>(input: unknown, valid: Validator): Input {
  if (!valid(input)) throw validationProblem(valid.errors ?? [], input)
  return input as Input
}

/** An answer, or the problem with this one query: the other queries get their answers. */
function orProblem(answer: () => unknown, language: Language): unknown {
  try {
    return answer()
  } catch (error) {
    if (error instanceof Problem) return problemBody(error, language)
    throw error
  }
}

function isReverse(item: unknown): item is { reverse: unknown } {
  return typeof item === 'object' && item !== null && 'reverse' in item && Object.keys(item).length === 1
}
