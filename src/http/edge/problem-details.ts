import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import {
  ERRORS,
  type ErrorCode,
  type InputProblem,
  LANGUAGE_CODES,
  Problem,
  type Text,
} from '../../errors.ts'
import { type Language, languageOf } from './language.ts'

/** One failure as Ajv, the validator of schemas, reports it. */
export interface SchemaFailure {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
  message?: string
}

/** Bounds of one answer: places that are told, and characters of a path, of a sentence about it, and of the whole. */
const MAX_PROBLEMS = 20
const MAX_PATH = 200
const MAX_MESSAGE = 1000
const MAX_DETAIL = 2000

/** Codes of Fastify's own failures, as catalogue codes. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
  FST_ERR_BAD_URL: 'invalid-input',
  FST_ERR_MAX_LIMIT: 'url-too-long',
}
const STATUS_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed-body',
  404: 'not-found',
  413: 'body-too-large',
  414: 'url-too-long',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
}

/** Answers any failure as problem details (RFC 9457); an unexpected one is logged, and answered without its message. */
export function sendProblem(
  error: FastifyError | Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = asProblem(error, request)
  if (problem.code === 'internal-error') request.log.error({ err: error }, 'unexpected failure')
  const language = languageOf(request)
  const { status } = ERRORS[problem.code]
  if (problem.more.headers) reply.headers(problem.more.headers)
  reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(problem, language))
}

/** The body of problem details in one language. */
export function problemBody(problem: Problem, language: Language): Record<string, unknown> {
  const { status, title } = ERRORS[problem.code]
  return {
    type: `urn:diachiso:error:${problem.code}`,
    title: title[language],
    status,
    code: problem.code,
    detail: inBounds((problem.more.detail ?? title)[language], MAX_DETAIL),
    problems: (problem.more.problems ?? []).slice(0, MAX_PROBLEMS).map(({ path, code, message }) => ({
      path: inBounds(path, MAX_PATH),
      code,
      message: inBounds(message[language], MAX_MESSAGE),
    })),
    ...problem.more.members?.(language),
  }
}

/** A text that quotes what was sent, cut in its middle: field and rule stand at its ends. */
function inBounds(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most / 2)}…${text.slice(1 - most / 2)}`
}

/** A failure as a problem of the catalogue. */
export function asProblem(error: FastifyError | Problem, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error.validation) return schemaProblem(error, request)
  const code = FASTIFY_CODES[error.code] ?? (error.statusCode ? STATUS_CODES[error.statusCode] : undefined)
  return new Problem(code ?? 'internal-error')
}

function schemaProblem(error: FastifyError, request: FastifyRequest): Problem {
  const source = {
    querystring: request.query,
    params: request.params,
    body: request.body,
    headers: request.headers,
  }
  const input = source[(error.validationContext ?? 'querystring') as keyof typeof source]
  return validationProblem(error.validation as unknown as SchemaFailure[], input)
}

/** What a validator found wrong with an input, as one problem. */
export function validationProblem(failures: readonly SchemaFailure[], input: unknown): Problem {
  const problems = failures
    .filter((failure) => !['anyOf', 'oneOf', 'if'].includes(failure.keyword))
    .slice(0, MAX_PROBLEMS)
    .map((failure) => schemaFailure(failure, input))
  const seen = new Map(problems.map((problem) => [`${problem.path} ${problem.code}`, problem]))
  const list = [...seen.values()]
  const detail = Object.fromEntries(
    LANGUAGE_CODES.map((language) => [language, list.map(({ message }) => message[language]).join(' ')]),
  ) as Text
  return new Problem('invalid-input', { detail, problems: list })
}

function schemaFailure({ keyword, instancePath, params }: SchemaFailure, input: unknown): InputProblem {
  const extra = params.additionalProperty ?? params.missingProperty
  const path = [...instancePath.split('/').slice(1), ...(extra === undefined ? [] : [String(extra)])]
  const steps = path.map((step, i) => (/^\d+$/.test(step) ? `[${step}]` : i === 0 ? step : `.${step}`))
  const name = inBounds(steps.join(''), MAX_PATH) || 'body'
  const value = quote(
    path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], input),
  )
  const rule = RULES[keyword]?.(params) ?? {
    code: keyword,
    vi: 'không đúng dạng',
    en: 'has not the right form',
  }
  const vi = keyword === 'required' ? `Thiếu ${name}.` : `${name} = ${value}: ${rule.vi}.`
  const en = keyword === 'required' ? `${name} is missing.` : `${name} = ${value}: ${rule.en}.`
  return { path: name, code: rule.code, message: { vi, en } }
}

/** JSON-schema keywords as sentences. */
const RULES: Readonly<Record<string, (params: Record<string, unknown>) => Text & { code: string }>> = {
  required: () => ({ code: 'missing', vi: 'bắt buộc phải có', en: 'is required' }),
  additionalProperties: () => ({
    code: 'unknown-parameter',
    vi: 'không có tham số này',
    en: 'there is no such parameter',
  }),
  type: ({ type }) => ({ code: 'type', vi: `phải là kiểu ${type}`, en: `must be of type ${type}` }),
  minimum: ({ limit }) => ({
    code: 'out-of-range',
    vi: `không được nhỏ hơn ${limit}`,
    en: `must not be below ${limit}`,
  }),
  maximum: ({ limit }) => ({
    code: 'out-of-range',
    vi: `không được lớn hơn ${limit}`,
    en: `must not be above ${limit}`,
  }),
  minLength: ({ limit }) => ({
    code: 'too-short',
    vi: `cần ít nhất ${limit} ký tự`,
    en: `needs at least ${limit} characters`,
  }),
  maxLength: ({ limit }) => ({
    code: 'too-long',
    vi: `dài quá ${limit} ký tự`,
    en: `is longer than ${limit} characters`,
  }),
  minItems: ({ limit }) => ({
    code: 'too-few',
    vi: `cần ít nhất ${limit} mục`,
    en: `needs at least ${limit} items`,
  }),
  maxItems: ({ limit }) => ({
    code: 'too-many',
    vi: `có quá ${limit} mục`,
    en: `has more than ${limit} items`,
  }),
  pattern: ({ pattern }) => ({ code: 'pattern', vi: `phải có dạng ${pattern}`, en: `must match ${pattern}` }),
  const: ({ allowedValue }) => ({
    code: 'not-allowed',
    vi: `phải là ${allowedValue}`,
    en: `must be ${allowedValue}`,
  }),
  enum: ({ allowedValues }) => ({
    code: 'not-allowed',
    vi: `phải là một trong ${allowedValues}`,
    en: `must be one of ${allowedValues}`,
  }),
}

/** A value as it was sent, cut to 80 characters, control characters escaped. */
function quote(value: unknown): string {
  const text = JSON.stringify(beginning(value, { left: MAX_QUOTE })) ?? 'undefined'
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE - 3)}…"` : text
}

const MAX_QUOTE = 80

/** As much of a value as the first `left` characters of its JSON can show, each value taking one at least. */
function beginning(value: unknown, budget: { left: number }): unknown {
  budget.left--
  if (typeof value === 'string') return value.slice(0, MAX_QUOTE)
  if (typeof value !== 'object' || value === null) return value
  const entries: [string, unknown][] = []
  for (const key in value) {
    if (budget.left <= 0) break
    entries.push([key.slice(0, MAX_QUOTE), beginning((value as Record<string, unknown>)[key], budget)])
  }
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries)
}
