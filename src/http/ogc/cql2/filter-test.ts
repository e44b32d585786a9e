import type { ColumnType } from '../../../store/copies/public-tables.ts'
import type { Collection, Item } from '../collection.ts'
import type { Test } from '../collections/item-walk.ts'
import type { Crs } from '../crs.ts'
import { badFilter, type Comparison, type Expression, GEOMETRY, type Scalar } from './expression.ts'
import { intersectsTest } from './intersects-test.ts'
import { likeTest } from './like.ts'

/** True, false, or null where a value is missing. */
export type Truth = boolean | null
export type Truths = (item: Item) => Truth

type Value = string | number | boolean | null
type ScalarType = 'string' | 'number' | 'boolean' | 'date' | 'timestamp'
interface Operand {
  readonly type: ScalarType
  readonly of: (item: Item) => Value
  readonly shown: string
}

/** Milliseconds from midnight in Vietnam to midnight of UTC. */
const OFFSET = 7 * 3_600_000

/** The test that a filter is; refuses properties that the collection has not, and comparisons of unlike values. */
export function filterTest(expression: Expression, collection: Collection, crs: Crs): Test {
  const truth = truthsOf(expression, { queryables: collection.queryables, crs })
  return (item) => truth(item) === true
}

interface Context {
  readonly queryables: Collection['queryables']
  readonly crs: Crs
}

function truthsOf(expression: Expression, context: Context): Truths {
  switch (expression.is) {
    case 'and':
      return joined(
        expression.args.map((one) => truthsOf(one, context)),
        false,
      )
    case 'or':
      return joined(
        expression.args.map((one) => truthsOf(one, context)),
        true,
      )
    case 'not': {
      const arg = truthsOf(expression.arg, context)
      return (item) => negated(arg(item))
    }
    case 'literal':
      return () => expression.value
    case 'intersects':
      return intersectsTest(expression, context.crs)
    case 'null':
      if (expression.property === GEOMETRY) return ({ geometry }) => geometry === null
      return isNull(operandOf({ property: expression.property }, context))
    default:
      return comparing(expression, context)
  }
}

type Comparing = Extract<Expression, { is: 'comparison' | 'like' | 'between' | 'in' }>

function comparing(expression: Comparing, context: Context): Truths {
  switch (expression.is) {
    case 'comparison':
      return compared(
        expression.operator,
        operandOf(expression.left, context),
        operandOf(expression.right, context),
      )
    case 'like': {
      const value = operandOf(expression.value, context)
      if (value.type !== 'string') throw unlike(value.shown, 'LIKE')
      const test = likeTest(expression.pattern)
      return (item) => {
        const text = value.of(item)
        return typeof text === 'string' ? test(text) : null
      }
    }
    case 'between': {
      const [value, low, high] = [expression.value, expression.low, expression.high].map((one) =>
        operandOf(one, context),
      ) as [Operand, Operand, Operand]
      if (value.type === 'boolean' || value.type === 'string') throw unlike(value.shown, 'BETWEEN')
      return joined([compared('>=', value, low), compared('<=', value, high)], false)
    }
    case 'in': {
      const value = operandOf(expression.value, context)
      return joined(
        expression.list.map((one) => compared('=', value, operandOf(one, context))),
        true,
      )
    }
  }
}

/** AND (`decisive` false) and OR (true): the decisive value decides, else a missing one leaves it open. */
function joined(args: readonly Truths[], decisive: boolean): Truths {
  return (item) => {
    let result: Truth = !decisive
    for (const arg of args) {
      const truth = arg(item)
      if (truth === decisive) return decisive
      if (truth === null) result = null
    }
    return result
  }
}

function negated(truth: Truth): Truth {
  return truth === null ? null : !truth
}

function isNull(operand: Operand): Truths {
  return (item) => operand.of(item) === null
}

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
}

function compared(operator: Comparison, left: Operand, right: Operand): Truths {
  const [a, b] = [alike(left, right), alike(right, left)]
  const holds = HOLDS[operator]
  return (item) => {
    const [one, other] = [a(item), b(item)]
    if (one === null || other === null) return null
    return holds(one < other ? -1 : one > other ? 1 : 0)
  }
}

/** The values of an operand as they are compared with another's: a text beside a time is read as one. */
function alike(operand: Operand, other: Operand): Operand['of'] {
  if (operand.type === other.type) return operand.of
  if (operand.type === 'string' && other.type === 'date') return (item) => asDay(operand.of(item))
  if (operand.type === 'string' && other.type === 'timestamp') return (item) => asInstant(operand.of(item))
  if (operand.type === 'date' && other.type === 'string') return operand.of
  if (operand.type === 'timestamp' && other.type === 'string') return operand.of
  throw unlike(operand.shown, other.shown)
}

/** A time as it may be stored: a day, or an instant, of UTC where it names no zone. */
const DAY = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/

/** The day of a stored time, in Vietnam. */
function asDay(value: Value): string | null {
  if (typeof value !== 'string') return null
  if (DAY.test(value)) return value
  const instant = asInstant(value)
  return instant === null ? null : new Date(instant + OFFSET).toISOString().slice(0, 10)
}

/** Milliseconds of Unix time of a stored time; a day begins at midnight in Vietnam. */
function asInstant(value: Value): number | null {
  if (typeof value !== 'string') return null
  const [, day, clock, zone = 'Z'] = INSTANT.exec(value) ?? []
  const time = DAY.test(value) ? Date.parse(value) - OFFSET : Date.parse(`${day}T${clock}${zone}`)
  return Number.isNaN(time) ? null : time
}

const TYPES: Readonly<Record<ColumnType, ScalarType>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

function operandOf(scalar: Scalar, { queryables }: Context): Operand {
  if ('value' in scalar) {
    const { value } = scalar
    return { type: typeof value as ScalarType, of: () => value, shown: JSON.stringify(value).slice(0, 40) }
  }
  if ('date' in scalar) return { type: 'date', of: () => scalar.date, shown: `DATE('${scalar.date}')` }
  if ('timestamp' in scalar) {
    const time = Date.parse(scalar.timestamp)
    return { type: 'timestamp', of: () => time, shown: `TIMESTAMP('${scalar.timestamp}')` }
  }
  const { property } = scalar
  if (Object.hasOwn(queryables, property)) {
    const type = TYPES[queryables[property]!]
    // A layer's feature may hold another kind of value than the layer declares: it is one without.
    const of = ({ properties }: Item) =>
      typeof properties[property] === type ? (properties[property] as Value) : null
    return { type, of, shown: property }
  }
  if (property === 'id') return { type: 'string', of: ({ id }) => id, shown: property }
  throw unknownProperty(property, Object.keys(queryables))
}

function unknownProperty(property: string, known: readonly string[]): Error {
  const [name, list] = [property.slice(0, 40), ['id', ...known].join(', ')]
  return badFilter(
    'unknown-property',
    `không có trường "${name}"; lọc được theo ${list}, và S_INTERSECTS theo ${GEOMETRY}.`,
    `there is no property "${name}"; there are ${list}, and ${GEOMETRY} for S_INTERSECTS.`,
  )
}

function unlike(one: string, other: string): Error {
  return badFilter(
    'type',
    `${one} và ${other} không cùng kiểu, không so sánh được.`,
    `${one} and ${other} are of unlike types and cannot be compared.`,
  )
}
