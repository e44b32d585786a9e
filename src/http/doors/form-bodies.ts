import { finished } from 'node:stream/promises'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../errors.ts'
import { FormProofs } from './form-proofs.ts'

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

/** What came as the file `photo` of a form: its bytes, or why they were not read. */
export type PhotoFile = Buffer | 'photo-too-large' | 'photos-busy'

/** Bytes of a photo, and photos that are read at once. */
const PHOTO_BYTES = 10_485_760
const AT_ONCE = 8

const BESIDE = ['csrf', 'proof', 'idempotency_key'] as const

/**
 * Forms of pages without scripts, urlencoded or multipart, read into the body that a program would send as JSON: empty fields
 * are absent, `attributes.households` is a member of `attributes`; numbers are made of text by the schema.
 */
export class FormBodies {
  /** Whose session a form's `csrf` proves. */
  readonly proofs = new FormProofs()
  readonly #forms = new WeakMap<FastifyRequest, FormFields>()
  readonly #photos = new WeakMap<FastifyRequest, PhotoFile>()
  #reading = 0

  /** Takes forms in a scope of its own, whose routes also take JSON. */
  async accept(scope: FastifyInstance): Promise<void> {
    scope.addContentTypeParser<string>(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (request, text, done) => done(null, this.#take(request, [...new URLSearchParams(text)])),
    )
    await scope.register(multipart, { throwFileSizeLimit: false })
  }

  /**
   * Reads a multipart form; any other body was read before.
   *
   * @param mayTake asked before a file is taken, when the fields in front of it are there
   */
  async read(request: FastifyRequest, mayTake: () => boolean): Promise<void> {
    if (!request.isMultipart()) return
    const fields: [string, string][] = []
    const limits = {
      ...{ fields: MAX_FIELDS, fieldSize: MAX_FIELD, files: 1, fileSize: PHOTO_BYTES },
      parts: MAX_FIELDS + 1,
    }
    try {
      for await (const part of request.parts({ limits }))
        if (part.type === 'file') {
          if (part.fieldname !== 'photo') throw noSuchFile(part.fieldname)
          request.body = this.#take(request, fields)
          this.proofs.prove(request, this.of(request)?.csrf)
          const photo = await this.#photo(part, mayTake)
          if (photo !== undefined) this.#photos.set(request, photo)
        } else if (part.valueTruncated || part.fieldnameTruncated) throw new Problem('body-too-large')
        else fields.push([part.fieldname, String(part.value)])
    } catch (error) {
      if (error instanceof Problem) throw error
      const { statusCode } = error as { statusCode?: number }
      throw new Problem(statusCode === 413 ? 'body-too-large' : 'malformed-body')
    }
    request.body = this.#take(request, fields)
    this.proofs.prove(request, this.of(request)?.csrf)
  }

  /** The photo of a form; undefined where there was none, or where it might not be taken. */
  photo(request: FastifyRequest): PhotoFile | undefined {
    return this.#photos.get(request)
  }

  /** What a form says beside its content; undefined for a body that was no form. */
  of(request: FastifyRequest): FormFields | undefined {
    return this.#forms.get(request)
  }

  /** Reads a file into memory, few at a time; one that is not taken flows by. */
  async #photo(part: MultipartFile, mayTake: () => boolean): Promise<PhotoFile | undefined> {
    const isTaken = mayTake()
    if (!isTaken || this.#reading >= AT_ONCE) {
      part.file.resume()
      await finished(part.file)
      return isTaken ? 'photos-busy' : undefined
    }
    this.#reading++
    try {
      const chunks: Buffer[] = []
      for await (const chunk of part.file) chunks.push(chunk as Buffer)
      if (part.file.truncated) return 'photo-too-large'
      const bytes = Buffer.concat(chunks)
      return bytes.length === 0 ? undefined : bytes
    } finally {
      this.#reading--
    }
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
    else {
      const members = inner.get(outer)
      if (members) members.push([member, numberOr(value)])
      else inner.set(outer, [[member, numberOr(value)]])
    }
  }
  // These make members of their own whatever their names are.
  return Object.fromEntries([...flat, ...[...inner].map(([name, of]) => [name, Object.fromEntries(of)])])
}

/** A whole number as a number: a schema of several types does not make one of a text. */
function numberOr(value: string): string | number {
  return /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : value
}

function noSuchFile(name: string): Problem {
  return refuse(
    name,
    'unknown-parameter',
    `Tệp "${name}": biểu mẫu này chỉ nhận tệp photo.`,
    `File "${name}": this form takes the file photo alone.`,
  )
}
