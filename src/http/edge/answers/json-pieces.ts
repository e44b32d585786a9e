/**
 * The JSON of an object in pieces, together what `JSON.stringify` gives. The elements of a member that is an array or
 * another iterable, a generator for instance, are asked for and written one by one.
 */
export function* jsonPieces(document: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{'
  for (const [name, value] of Object.entries(document)) {
    const key = `${before}${JSON.stringify(name)}:`
    if (isIterable(value)) yield* arrayPieces(key, value)
    else {
      const text = JSON.stringify(value)
      // such a member is left out
      if (text === undefined) continue
      yield key + text
    }
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* arrayPieces(key: string, items: Iterable<unknown>): Generator<string> {
  let before = `${key}[`
  for (const item of items) {
    yield before + (JSON.stringify(item) ?? 'null')
    before = ','
  }
  yield before === ',' ? ']' : `${before}]`
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
