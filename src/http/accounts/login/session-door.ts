import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'
import type { LiveSession, Sessions } from '../../../registry/accounts/login/sessions.ts'
import type { Actor } from '../../../registry/actor.ts'
import type { FormBodies } from '../../doors/form-bodies.ts'
import { mustBeOwnSite } from '../../doors/strangers/own-site.ts'
import type { App } from '../../edge/app-type.ts'
import type { DemoAccess } from './demo-access.ts'
import type { LoginCookies } from './login-cookies.ts'

export interface SessionDoorParts {
  readonly sessions: Sessions
  readonly cookies: LoginCookies
  readonly demo: DemoAccess
  /** What a form of the doors says beside its content. */
  readonly forms: Pick<FormBodies, 'of' | 'proofs'>
  readonly publicUrl: string | undefined
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Header in which a page's script shows what a form shows in its field `csrf`. */
export const CSRF_HEADER = 'x-csrf-token'

/** Browsers with the cookie of a session. What they send to change something proves that a page of ours has sent it. */
export class SessionDoor {
  readonly #parts: SessionDoorParts
  readonly #asked = new WeakMap<FastifyRequest, Promise<LiveSession | undefined>>()
  readonly #found = new WeakSet<FastifyRequest>()

  constructor(parts: SessionDoorParts) {
    this.#parts = parts
  }

  /** Hooks of the whole server, before its routes. */
  install(app: App): void {
    // Most requests have no session: neither hook makes them wait for a promise.
    app.addHook('preValidation', (request, reply, done) => {
      if (this.#found.has(request)) {
        reply.header('cache-control', 'no-store')
        if (!SAFE.has(request.method)) this.#mustProve(request)
      }
      done()
    })
    app.addHook('onSend', (request, reply, payload, done) => {
      if (this.#found.has(request)) keepToItself(reply)
      done(null, payload)
    })
  }

  /** The session of a request, also one that waits for its second factor. */
  sessionOf(request: FastifyRequest): Promise<LiveSession | undefined> {
    const before = this.#asked.get(request)
    if (before) return before
    const asked = this.#sessionOf(request)
    this.#asked.set(request, asked)
    return asked
  }

  /** The account that is logged in; undefined for nobody. */
  readonly actorOf = async (request: FastifyRequest): Promise<Actor | undefined> =>
    (await this.sessionOf(request))?.actor

  /** What a form of this session proves itself by; undefined without one. */
  readonly csrfOf = async (request: FastifyRequest): Promise<string | undefined> => {
    const token = this.#parts.cookies.sessionOf(request)
    return token !== undefined && (await this.sessionOf(request)) ? csrfOfToken(token) : undefined
  }

  async #sessionOf(request: FastifyRequest): Promise<LiveSession | undefined> {
    const token = this.#parts.cookies.sessionOf(request)
    const session = token === undefined ? undefined : await this.#parts.sessions.of(token)
    if (session === undefined || (session.demo && !this.#parts.demo.allows(request))) return undefined
    this.#found.add(request)
    return session
  }

  /** Throws {@link Problem}: `other-site`, `form-expired`. */
  #mustProve(request: FastifyRequest): void {
    mustBeOwnSite(request, this.#parts.publicUrl)
    const { cookies, forms } = this.#parts
    const token = cookies.sessionOf(request) as string
    const prove = (shown = '') => {
      if (!sameText(shown, csrfOfToken(token))) throw new Problem('form-expired')
    }
    const isInHeader = typeof request.headers[CSRF_HEADER] === 'string'
    if (!isInHeader && forms.proofs.putOff(request, prove)) return
    prove(shownBy(request, forms.of(request)))
  }
}

/** What proves a request of a session: nobody knows it who does not know the session's token. */
export function csrfOfToken(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url')
}

function shownBy({ headers, body }: FastifyRequest, form: { readonly csrf?: string } | undefined): string {
  const header = headers[CSRF_HEADER]
  if (typeof header === 'string') return header
  if (form) return form.csrf ?? ''
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const { csrf } = (isForm ? (body ?? {}) : {}) as { csrf?: unknown }
  return typeof csrf === 'string' ? csrf : ''
}

function sameText(shown: string, right: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** No cache keeps it, and no other origin reads it. */
export function keepToItself(reply: FastifyReply): void {
  reply
    .header('cache-control', 'no-store')
    .header('cross-origin-resource-policy', 'same-origin')
    .removeHeader('access-control-allow-origin')
    .removeHeader('access-control-expose-headers')
}
