import type { Static } from 'typebox'
import { geocodeReply } from '../features/geocode-reply.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { searchAnswers } from './search-answers.ts'
import type { AutocompleteQuery } from './search-query.ts'

type Query = Static<typeof AutocompleteQuery>

/** An answer's JSON up to the text that was asked for. */
const HEAD = headOf(JSON.stringify(geocodeReply('', [])))

/**
 * The body of an answer to a text being typed, with the text as typed and what follows from the cache where it is there. Of spaces only
 * where they stand counts, not how many; who asks to have scores explained is answered anew.
 */
export function typedTextAnswers(
  { suggest }: Pick<ReturnType<typeof searchAnswers>, 'suggest'>,
  cache: AnswerCache,
): (query: Query) => string {
  return (query) => {
    const { q, ...rest } = query
    if (rest.explain === '1') return suggest(query)
    const begin = HEAD + JSON.stringify(q)
    let whole: string | undefined
    const end = cache.get(
      () => keyOf(q, rest),
      () => {
        whole = suggest(query)
        return whole.slice(begin.length)
      },
    )
    return whole ?? begin + end
  }
}

function headOf(reply: string): string {
  const name = '"query":'
  return reply.slice(0, reply.indexOf(name) + name.length)
}

function keyOf(text: string, rest: Omit<AutocompleteQuery, 'q'>): string {
  return `${text.replace(/ +/g, ' ').replace(/^ /, '')}\n${JSON.stringify(rest)}`
}
