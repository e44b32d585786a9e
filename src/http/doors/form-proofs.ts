import type { FastifyRequest } from 'fastify'

/** Holds the field `csrf` of a form against the session that has sent it; throws {@link Problem} where it does not prove it. */
type Check = (csrf: string | undefined) => void

/**
 * Proofs of multipart forms of a session, which are not there before their body is read: a page without scripts sends no header.
 * The reader of the form asks for the proof with what stands in front of its file, before it takes that file, and once more at its
 * end; only routes with such a reader are waited for.
 */
export class FormProofs {
  readonly #readers = new WeakSet<FastifyRequest>()
  readonly #checks = new WeakMap<FastifyRequest, Check>()

  /** A hook `onRequest` of routes whose reader calls {@link prove}. */
  readonly byForm = async (request: FastifyRequest): Promise<void> => {
    this.#readers.add(request)
  }

  /** Puts a check off until the form is read; false where nobody would ask for it. */
  putOff(request: FastifyRequest, check: Check): boolean {
    if (!this.#readers.has(request) || !request.isMultipart?.()) return false
    this.#checks.set(request, check)
    return true
  }

  /** Throws {@link Problem} unless the form that a request sends proves it, or nothing was put off. */
  prove(request: FastifyRequest, csrf: unknown): void {
    this.#checks.get(request)?.(typeof csrf === 'string' ? csrf : undefined)
    this.#checks.delete(request)
  }
}
