import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../errors.ts'
import type { KeyedRequest } from '../../registry/requests.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { languageOf } from '../edge/language.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { keyedRequest } from '../registry/keyed-request.ts'
import type { FormBodies } from './form-bodies.ts'
import type { StrangerGuard } from './strangers/stranger-guard.ts'
import { waitPage } from './wait-page.ts'

export interface DoorParts {
  readonly guard: ActorGuard
  readonly strangers: StrangerGuard
  readonly forms: FormBodies
  readonly publicUrl: string | undefined
}

/**
 * Hooks of a route that is sent to without an account: whoever has one comes in by it, anybody else by the guard of
 * strangers. A form of a page that must wait gets a page that keeps what was typed.
 */
export function doorHooks({ guard, strangers, forms, publicUrl }: DoorParts) {
  return {
    onRequest: [guard.ask, forms.proofs.byForm],
    preValidation: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store')
      let problem: unknown
      let isIn = guard.known(request) !== undefined
      /** Once a request, as soon as the token is there. */
      const letIn = () => {
        if (isIn || problem !== undefined) return isIn
        const form = forms.of(request)
        try {
          strangers.letIn(request, form && { token: form.csrf, proof: form.proof })
          isIn = true
        } catch (refused) {
          problem = refused
        }
        return isIn
      }
      await forms.read(request, letIn)
      if (letIn()) return
      const form = forms.of(request)
      if (!form || !(problem instanceof Problem) || problem.code !== 'work-needed') throw problem
      const { html, headers } = waitPage({
        language: languageOf(request),
        root: rootPathOf(publicUrl),
        action: request.url.split('?')[0] as string,
        fields: fieldsOf(request.body),
        key: form.idempotency_key,
        wait: strangers.wait(request),
        photo: request.isMultipart(),
      })
      return reply.code(429).headers(headers).type('text/html; charset=utf-8').send(html.text)
    },
  }
}

/** The key of a request, in its header or its form. */
export function keyOf(forms: FormBodies, request: FastifyRequest): KeyedRequest | undefined {
  const key = forms.of(request)?.idempotency_key
  const { method, url, body } = request
  const headers = key === undefined ? request.headers : { ...request.headers, 'idempotency-key': key }
  return keyedRequest({ headers, method, url, body })
}

/** The fields of a form as they were typed. */
export function fieldsOf(body: unknown): [string, string][] {
  return Object.entries((body ?? {}) as Record<string, unknown>).flatMap(
    ([name, value]): [string, string][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([member, each]) => [`${name}.${member}`, String(each)])
        : [[name, String(value)]],
  )
}
