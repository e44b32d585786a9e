import {
  badFilter,
  COMPARISONS,
  type Comparison,
  type Expression,
  FilterBounds,
  type Scalar,
  type Spatial,
} from './expression.ts'
import { dayOf, geometryOf, instantOf, isGeometryType, numberOf, patternOf } from './literals.ts'
import { type Token, tokensOf, unescaped, unescapedPattern } from './text-tokens.ts'

/** Words with a meaning of their own: a property of such a name stands in double quotes. */
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'LIKE', 'BETWEEN', 'IN', 'IS', 'NULL', 'TRUE', 'FALSE'])

/** Reads a filter in CQL2 Text; refuses what is none, or of a conformance class that is not supported. */
export function readTextFilter(text: string): Expression {
  return new TextFilter(tokensOf(text)).whole()
}

class TextFilter {
  readonly #tokens: readonly Token[]
  readonly #bounds = new FilterBounds()
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Expression {
    const expression = this.#either()
    if (this.#here.kind !== 'end') throw this.#unexpected('AND, OR')
    return expression
  }

  get #here(): Token {
    return this.#tokens[this.#next]!
  }

  #take(): Token {
    const token = this.#here
    if (token.kind !== 'end') this.#next++
    return token
  }

  #isWord(word: string): boolean {
    return this.#here.kind === 'word' && this.#here.text.toUpperCase() === word
  }

  #takeWord(word: string): boolean {
    const found = this.#isWord(word)
    if (found) this.#next++
    return found
  }

  #takeSign(sign: string): boolean {
    const found = this.#here.kind === 'sign' && this.#here.text === sign
    if (found) this.#next++
    return found
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#unexpected(sign)
  }

  #either(): Expression {
    return this.#bounds.within(() => this.#joined('or', () => this.#joined('and', () => this.#factor())))
  }

  #joined(is: 'and' | 'or', read: () => Expression): Expression {
    const args = [read()]
    while (this.#takeWord(is.toUpperCase())) args.push(read())
    return args.length === 1 ? args[0]! : { is, args }
  }

  #factor(): Expression {
    if (this.#takeWord('NOT')) return { is: 'not', arg: this.#primary() }
    return this.#primary()
  }

  #primary(): Expression {
    if (this.#takeSign('(')) {
      const inner = this.#either()
      this.#expectSign(')')
      return inner
    }
    this.#bounds.term()
    if (this.#here.kind === 'word' && this.#tokens[this.#next + 1]?.text === '(') {
      const name = this.#here.text.toUpperCase()
      if (name === 'S_INTERSECTS') return this.#intersects()
      if (name !== 'DATE' && name !== 'TIMESTAMP') throw unsupported(`${this.#here.text}()`)
    }
    return this.#predicate()
  }

  #predicate(): Expression {
    const left = this.#scalar()
    const operator = this.#comparison()
    if (operator) return { is: 'comparison', operator, left, right: this.#scalar() }
    if (this.#takeWord('IS')) {
      const not = this.#takeWord('NOT')
      if (!this.#takeWord('NULL')) throw this.#unexpected('NULL')
      if (!('property' in left)) throw this.#unexpected('IS NULL: property')
      return negated(not, { is: 'null', property: left.property })
    }
    const not = this.#takeWord('NOT')
    if (this.#takeWord('LIKE')) {
      const pattern = this.#take()
      if (pattern.kind !== 'text') throw unsupported(`LIKE ${pattern.text}`)
      return negated(not, { is: 'like', value: left, pattern: patternOf(unescapedPattern(pattern.text)) })
    }
    if (this.#takeWord('BETWEEN')) {
      const low = this.#scalar()
      if (!this.#takeWord('AND')) throw this.#unexpected('AND')
      return negated(not, { is: 'between', value: left, low, high: this.#scalar() })
    }
    if (this.#takeWord('IN')) return negated(not, { is: 'in', value: left, list: this.#list() })
    if (!not && 'value' in left && typeof left.value === 'boolean')
      return { is: 'literal', value: left.value }
    throw this.#unexpected(`${COMPARISONS.join(' ')} IS LIKE BETWEEN IN`)
  }

  #comparison(): Comparison | undefined {
    const found = COMPARISONS.find((one) => this.#here.kind === 'sign' && this.#here.text === one)
    if (found) this.#next++
    return found
  }

  #list(): Scalar[] {
    this.#expectSign('(')
    const list = [this.#scalar()]
    while (this.#takeSign(',')) list.push(this.#scalar())
    this.#expectSign(')')
    return list
  }

  #scalar(): Scalar {
    const token = this.#take()
    const word = token.text.toUpperCase()
    if (token.kind === 'text') return { value: unescaped(token.text).normalize('NFC') }
    if (token.kind === 'number') return { value: numberOf(token.text) }
    if (token.kind === 'name') return { property: token.text }
    if (token.kind === 'word' && (word === 'TRUE' || word === 'FALSE')) return { value: word === 'TRUE' }
    if (token.kind === 'word' && this.#takeSign('(')) {
      if (word !== 'DATE' && word !== 'TIMESTAMP') throw unsupported(`${token.text}()`)
      const time = this.#take()
      this.#expectSign(')')
      return word === 'DATE' ? { date: dayOf(time.text) } : { timestamp: instantOf(time.text) }
    }
    if (token.kind === 'word' && !KEYWORDS.has(word)) return { property: token.text }
    if (token.kind !== 'end') this.#next--
    throw this.#unexpected('property, text, number, TRUE, FALSE, DATE(), TIMESTAMP()')
  }

  #intersects(): Expression {
    this.#next++
    this.#expectSign('(')
    const left = this.#spatial()
    this.#expectSign(',')
    const right = this.#spatial()
    this.#expectSign(')')
    return { is: 'intersects', left, right }
  }

  #spatial(): Spatial {
    const token = this.#take()
    const word = token.text.toUpperCase()
    if (token.kind === 'name') return { property: token.text }
    if (token.kind !== 'word') throw this.#unexpected('property, BBOX(), POINT()…')
    if (word === 'BBOX' && this.#takeSign('(')) return { box: this.#numbers(',') }
    const flags = ['Z', 'M', 'ZM'].some((flag) => this.#takeWord(flag))
    if (isGeometryType(word) && (flags || this.#here.text === '(')) {
      this.#expectSign('(')
      return { geometry: geometryOf(word, this.#group(1)) }
    }
    if (flags || this.#here.text === '(') throw unsupported(`${token.text}()`)
    return { property: token.text }
  }

  /** Numbers up to the closing parenthesis. */
  #numbers(between: ','): number[] {
    const numbers = [numberOf(this.#take().text)]
    while (this.#takeSign(between)) numbers.push(numberOf(this.#take().text))
    this.#expectSign(')')
    return numbers
  }

  /** What stands in the parentheses of well-known text: positions, or groups of them, at most four deep. */
  #group(depth: number): unknown[] {
    const members: unknown[] = []
    do {
      if (depth < 4 && this.#takeSign('(')) members.push(this.#group(depth + 1))
      else members.push(this.#position())
    } while (this.#takeSign(','))
    this.#expectSign(')')
    return members
  }

  #position(): number[] {
    const numbers: number[] = []
    while (this.#here.kind === 'number' && numbers.length < 4) numbers.push(numberOf(this.#take().text))
    if (numbers.length < 2) throw this.#unexpected('x y')
    return numbers.slice(0, 2)
  }

  #unexpected(wanted: string): Error {
    const { kind, text, at } = this.#here
    const found = kind === 'end' ? '∎' : text.slice(0, 40)
    return badFilter(
      'syntax',
      `ở vị trí ${at + 1} là "${found}", cần ${wanted}.`,
      `at position ${at + 1} stands "${found}" where ${wanted} is wanted.`,
    )
  }
}

function negated(not: boolean, arg: Expression): Expression {
  return not ? { is: 'not', arg } : arg
}

/** A refusal of a part of CQL2 that is of another conformance class. */
export function unsupported(what: string): Error {
  const name = what.slice(0, 40)
  return badFilter(
    'not-supported',
    `không hỗ trợ ${name}; có so sánh, LIKE, BETWEEN, IN, IS NULL, AND, OR, NOT, DATE(), TIMESTAMP(), S_INTERSECTS.`,
    `${name} is not supported; there are comparisons, LIKE, BETWEEN, IN, IS NULL, AND, OR, NOT, DATE(), TIMESTAMP(), S_INTERSECTS.`,
  )
}
