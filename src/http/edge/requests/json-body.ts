import { Problem } from '../../../errors.ts'
import type { App } from '../app-type.ts'

/** Arrays and objects that may stand within one another; no route needs ten. */
const MAX_DEPTH = 64
/** Values of one body, members and elements of all its objects and arrays. */
const MAX_VALUES = 100_000

/** Bodies of JSON are measured before they are read: what comes after costs so much a level or a value. */
export function acceptJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    try {
      measureJson(body)
    } catch (problem) {
      done(problem as Problem)
      return
    }
    parse(request, body, done)
  })
}

/** Throws a Problem for JSON that is nested deeper than 64 levels or has more than 100,000 values. */
export function measureJson(text: string): void {
  let depth = 0
  let values = 1
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i)
        break
      case COMMA:
        values++
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        values++
        depth++
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--
    }
    if (depth > MAX_DEPTH) throw tooDeep()
    if (values > MAX_VALUES) throw tooManyValues()
  }
}

const [QUOTE, COMMA, OPEN_ARRAY, OPEN_OBJECT, CLOSE_ARRAY, CLOSE_OBJECT, BACKSLASH] = [...'",[{]}\\'].map(
  (char) => char.charCodeAt(0),
)

/** Where the string that begins at `from` ends; the end of the text when it never does. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) return i
    if (code === BACKSLASH) i++
  }
  return text.length
}

function tooDeep(): Problem {
  const message = {
    vi: `Mảng và đối tượng của JSON không được lồng nhau quá ${MAX_DEPTH} mức.`,
    en: `Arrays and objects of the JSON may not be nested more than ${MAX_DEPTH} levels deep.`,
  }
  return new Problem('too-deep', { detail: message, problems: [{ path: 'body', code: 'too-deep', message }] })
}

function tooManyValues(): Problem {
  const message = {
    vi: `JSON không được có quá ${MAX_VALUES} giá trị.`,
    en: `The JSON may not have more than ${MAX_VALUES} values.`,
  }
  return new Problem('too-many-values', {
    detail: message,
    problems: [{ path: 'body', code: 'too-many', message }],
  })
}
