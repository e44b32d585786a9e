import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../errors.ts'
import type { ApiKeys, LiveKey } from '../../registry/accounts/keys/api-keys.ts'
import type { KeyQuota, QuotaLeft } from '../../registry/accounts/keys/key-quota.ts'
import { bearerKey } from '../../registry/accounts/keys/key-token.ts'
import type { Actor } from '../../registry/actor.ts'
import type { App } from '../edge/app-type.ts'

export interface KeyDoorParts {
  readonly keys: ApiKeys
  readonly quota: KeyQuota
}

/** Seconds of the window of {@link KeyQuota}. */
const WINDOW = 86_400

/**
 * Programs that send `Authorization: Bearer` with a key of ours, to any route: a wrong key is refused also where none is
 * needed, and each request counts for its day.
 */
export class KeyDoor {
  readonly #parts: KeyDoorParts
  readonly #actors = new WeakMap<FastifyRequest, Actor>()

  constructor(parts: KeyDoorParts) {
    this.#parts = parts
  }

  /** Hooks of the whole server, before its routes. */
  install(app: App): void {
    app.addHook('onRequest', (request, reply, done) => {
      const token = bearerKey(request.headers.authorization)
      // Most requests have no key: they wait for no promise.
      if (token === undefined) done()
      else this.#enter(token, request, reply).then(() => done(), done)
    })
    app.addHook('preClose', () => this.#parts.quota.flush())
  }

  /** The account in whose name a request's key acts; undefined without a key. */
  readonly actorOf = async (request: FastifyRequest): Promise<Actor | undefined> => this.#actors.get(request)

  async #enter(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const live = await this.#parts.keys.of(token)
    if (live === undefined) throw invalidKey()
    mustFitOrigin(live, request.headers.origin)
    const { quota } = live.key
    const taken = await this.#parts.quota.take(live.key, new Date())
    reply.headers(quotaHeaders(quota, taken))
    if (taken.left < 0) throw usedUp(quota, taken)
    this.#actors.set(request, live.actor)
  }
}

/** draft-ietf-httpapi-ratelimit-headers: what may be asked for a day, and what is left of it. */
function quotaHeaders(quota: number, { left, reset }: QuotaLeft): Record<string, string> {
  return {
    'ratelimit-policy': `"day";q=${quota};w=${WINDOW}`,
    ratelimit: `"day";r=${Math.max(0, left)};t=${reset}`,
  }
}

/** A page that holds a key that writes would give it to everybody; one that reads is guarded against mistakes alone. */
function mustFitOrigin({ key, actor }: LiveKey, origin: string | undefined): void {
  if (origin === undefined) return
  const writes = actor.key === undefined || [...actor.key.scopes].some((scope) => scope !== 'read')
  if (!writes && (key.origins === null || key.origins.split(' ').includes(origin))) return
  throw new Problem('key-origin', {
    detail: writes
      ? {
          vi: 'Khoá ghi không gửi từ trang web (có Origin): ai mở trang cũng lấy được khoá.',
          en: 'A key that writes is not sent from a page (with Origin): whoever opens the page has it.',
        }
      : {
          vi: 'Khoá này không dành cho trang web gửi yêu cầu.',
          en: 'This key is not for the page that sent the request.',
        },
  })
}

function invalidKey(): Problem {
  return new Problem('unauthorized', {
    headers: { 'www-authenticate': 'Bearer realm="registry", error="invalid_token"' },
    detail: {
      vi: 'Khoá API sai, hết hạn, đã thu hồi, hoặc tài khoản tạo ra nó không còn dùng được.',
      en: 'The API key is wrong, expired or revoked, or the account that made it may not be used.',
    },
  })
}

function usedUp(quota: number, { reset }: QuotaLeft): Problem {
  return new Problem('too-many-requests', {
    headers: { 'retry-after': String(reset) },
    detail: {
      vi: `Khoá API này đã dùng hết ${quota} yêu cầu của hôm nay.`,
      en: `This API key has used up its ${quota} requests of today.`,
    },
  })
}
