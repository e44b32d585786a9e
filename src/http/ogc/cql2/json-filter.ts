import {
  badFilter,
  COMPARISONS,
  type Comparison,
  type Expression,
  FilterBounds,
  type Scalar,
  type Spatial,
} from './expression.ts'
import { dayOf, geometryOf, instantOf, isGeometryType, patternOf } from './literals.ts'
import { unsupported } from './text-filter.ts'

type Json = Readonly<Record<string, unknown>>

/** Reads a filter in CQL2 JSON; refuses what is none, or of a conformance class that is not supported. */
export function readJsonFilter(text: string): Expression {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw badFilter('not-json', 'không phải JSON.', 'it is no JSON.')
  }
  return new JsonFilter().expression(json)
}

class JsonFilter {
  readonly #bounds = new FilterBounds()

  expression(json: unknown): Expression {
    if (typeof json === 'boolean') {
      this.#bounds.term()
      return { is: 'literal', value: json }
    }
    const { op, args } = operation(json)
    if (op === 'and' || op === 'or') {
      if (args.length < 2) throw malformed(json)
      return this.#bounds.within(() => ({ is: op, args: args.map((one) => this.expression(one)) }))
    }
    if (op === 'not')
      return this.#bounds.within(() => ({ is: 'not', arg: this.expression(only(json, args)) }))
    this.#bounds.term()
    return predicate(json, op, args)
  }
}

function predicate(json: unknown, op: string, args: readonly unknown[]): Expression {
  const [first, second, third] = args
  if ((COMPARISONS as readonly string[]).includes(op)) {
    counted(json, args, 2)
    return { is: 'comparison', operator: op as Comparison, left: scalar(first), right: scalar(second) }
  }
  switch (op) {
    case 'isNull': {
      const { property } = object(only(json, args))
      if (typeof property !== 'string') throw malformed(json)
      return { is: 'null', property }
    }
    case 'like':
      counted(json, args, 2)
      if (typeof second !== 'string') throw unsupported('like')
      return { is: 'like', value: scalar(first), pattern: patternOf(second) }
    case 'between':
      counted(json, args, 3)
      return { is: 'between', value: scalar(first), low: scalar(second), high: scalar(third) }
    case 'in':
      counted(json, args, 2)
      if (!Array.isArray(second) || second.length === 0) throw malformed(json)
      return { is: 'in', value: scalar(first), list: second.map(scalar) }
    case 's_intersects':
      counted(json, args, 2)
      return { is: 'intersects', left: spatial(first), right: spatial(second) }
    default:
      throw unsupported(op)
  }
}

function scalar(json: unknown): Scalar {
  if (typeof json === 'string') return { value: json.normalize('NFC') }
  if (typeof json === 'number' || typeof json === 'boolean') return { value: json }
  const { property, date, timestamp, op } = object(json)
  if (typeof property === 'string') return { property }
  if (typeof date === 'string') return { date: dayOf(date) }
  if (typeof timestamp === 'string') return { timestamp: instantOf(timestamp) }
  throw typeof op === 'string' ? unsupported(op) : malformed(json)
}

function spatial(json: unknown): Spatial {
  const { property, bbox, type, coordinates } = object(json)
  if (typeof property === 'string') return { property }
  if (Array.isArray(bbox) && bbox.every((one) => typeof one === 'number')) return { box: bbox }
  const word = String(type).toUpperCase()
  if (!isGeometryType(word)) throw typeof type === 'string' ? unsupported(type) : malformed(json)
  if (!Array.isArray(coordinates)) throw malformed(json)
  return { geometry: geometryOf(word, word === 'POINT' ? [coordinates] : coordinates) }
}

function operation(json: unknown): { op: string; args: readonly unknown[] } {
  const { op, args } = object(json)
  if (typeof op !== 'string' || !Array.isArray(args)) throw malformed(json)
  return { op, args }
}

function object(json: unknown): Json {
  if (typeof json !== 'object' || json === null) throw malformed(json)
  return json as Json
}

function only(json: unknown, args: readonly unknown[]): unknown {
  counted(json, args, 1)
  return args[0]
}

function counted(json: unknown, args: readonly unknown[], count: number): void {
  if (args.length !== count) throw malformed(json)
}

function malformed(json: unknown): Error {
  const isObject = typeof json === 'object' && json !== null
  const shown = isObject ? `{${Object.keys(json).slice(0, 5).join(', ')}}` : String(json)
  return badFilter('syntax', `không hiểu ${shown.slice(0, 60)}`, `not understood: ${shown.slice(0, 60)}`)
}
