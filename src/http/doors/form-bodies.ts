import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../errors.ts'

/** Bytes of a body without a photo: thirty fields and two thousand letters. */
export const FORM_BYTES = 65_536
const MAX_FIELDS = 60
const MAX_FIELD = 8_192

/** What a form says beside what is declared: its token, its proof of work, the key of its request. */
export interface FormFields {
  readonly csrf?: string
  readonly proof?: string
  readonly idempotency_key?: string
}

const BESIDE = ['csrf', 'proof', 'idempotency_key'] as const

/**
 * Forms of pages without scripts, urlencoded or multipart, read into the body that a program would send as JSON: empty fields
 * are absent, `attributes.households` is a member of `attributes`; numbers are made of text by the schema.
 */
export class FormBodies {
  readonly #forms = new WeakMap<FastifyRequest, FormFields>()

  /** Takes forms in a scope of its own, whose routes also take JSON. */
  async accept(scope: FastifyInstance): Promise<void> {
    scope.addContentTypeParser<string>(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (request, text, done) => done(null, this.#take(request, [...new URLSearchParams(text)])),
    )
    await scope.register(multipart, { throwFileSizeLimit: false })
  }

  /** A hook `preValidation` that reads a multipart form. */
  readonly read = async (request: FastifyRequest): Promise<void> => {
    if (!request.isMultipart()) return
    request.body = this.#take(request, await fieldsOf(request))
  }

  /** What a form says beside its content; undefined for a body that was no form. */
  of(request: FastifyRequest): FormFields | undefined {
    return this.#forms.get(request)
  }

  #take(request: FastifyRequest, fields: readonly (readonly [string, string])[]): Record<string, unknown> {
    const filled = fields.filter(([, value]) => value.trim() !== '')
    const beside = filled.filter(([name]) => isBeside(name))
    this.#forms.set(request, Object.fromEntries(beside))
    return nested(filled.filter(([name]) => !isBeside(name)))
  }
}

function isBeside(name: string): boolean {
  return (BESIDE as readonly string[]).includes(name)
}

function nested(fields: readonly (readonly [string, string])[]): Record<string, unknown> {
  const inner = new Map<string, [string, string | number][]>()
  const flat: [string, unknown][] = []
  for (const [name, value] of fields) {
    const [outer = '', member] = name.split('.', 2)
    if (member === undefined) flat.push([name, value])
    else inner.set(outer, [...(inner.get(outer) ?? []), [member, numberOr(value)]])
  }
  // These make members of their own whatever their names are.
  return Object.fromEntries([...flat, ...[...inner].map(([name, of]) => [name, Object.fromEntries(of)])])
}

/** A whole number as a number: a schema of several types does not make one of a text. */
function numberOr(value: string): string | number {
  return /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : value
}

async function fieldsOf(request: FastifyRequest): Promise<[string, string][]> {
  const fields: [string, string][] = []
  const limits = { fields: MAX_FIELDS, fieldSize: MAX_FIELD, files: 0, parts: MAX_FIELDS + 1 }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') throw new Problem('body-too-large')
      if (part.valueTruncated || part.fieldnameTruncated) throw new Problem('body-too-large')
      fields.push([part.fieldname, String(part.value)])
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(
      (error as { statusCode?: number }).statusCode === 413 ? 'body-too-large' : 'malformed-body',
    )
  }
  return fields
}
