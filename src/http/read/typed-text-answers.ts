import { geocodeReply } from '../features/geocode-reply.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { searchAnswers } from './search-answers.ts'
import type { AutocompleteQuery } from './search-query.ts'

/** An answer's JSON up to the text that was asked for. */
const HEAD = headOf(JSON.stringify(geocodeReply('', [])))

/**
 * The body of an answer to a text being typed, in UTF-8, with the text as typed and what follows from the cache where it is there. Of
 * spaces only where they stand counts, not how many; who asks to have scores explained is answered anew.
 */
export function typedTextAnswers(
  { suggest }: Pick<ReturnType<typeof searchAnswers>, 'suggest'>,
  cache: AnswerCache,
): (query: AutocompleteQuery) => Buffer {
  return (query) => {
    const { q, ...rest } = query
    const begin = HEAD + JSON.stringify(q)
    const make = () => encoded(JSON.stringify(suggest(query)).slice(begin.length))
    const end = rest.explain === '1' ? make() : cache.get(keyOf(q, rest), make)
    const body = Buffer.allocUnsafe(begin.length * 3 + end.length)
    const length = body.write(begin)
    end.copy(body, length)
    return body.subarray(0, length + end.length)
  }
}

/** In memory of its own: a part of Node's pool would keep the whole. */
function encoded(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

function headOf(reply: string): string {
  const name = '"query":'
  return reply.slice(0, reply.indexOf(name) + name.length)
}

function keyOf(text: string, rest: Omit<AutocompleteQuery, 'q'>): string {
  return `${text.replace(/ +/g, ' ').replace(/^ /, '')}\n${JSON.stringify(rest)}`
}
