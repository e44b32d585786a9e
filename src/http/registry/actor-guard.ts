import type { FastifyRequest, RouteOptions } from 'fastify'
import { Problem } from '../../errors.ts'
import { mayAsk, type RouteRight, RouteRights } from '../../registry/accounts/rights.ts'
import type { Actor } from '../../registry/actor.ts'
import type { App } from '../edge/app-type.ts'

/** Who sends a request; undefined for nobody. */
export type ActorOf = (request: FastifyRequest) => Promise<Actor | undefined>

/** The door of routes that need an account: closed before a body is read, by the table of rights. */
export class ActorGuard {
  readonly #actorOf: ActorOf
  readonly #rights = new RouteRights()
  readonly #actors = new WeakMap<FastifyRequest, Actor>()

  constructor(actorOf: ActorOf) {
    this.#actorOf = actorOf
  }

  /** Throws for every route to come that is behind this door and of which the table of rights says nothing. */
  watch(app: App): void {
    app.addHook('onRoute', ({ method, url, onRequest }: RouteOptions) => {
      if (![onRequest].flat().includes(this.check)) return
      const missing = [method].flat().find((one) => this.#rights.of(one, url) === undefined)
      if (missing === undefined) return
      throw new Error(`${missing} ${url} is not in the table of rights (src/registry/accounts/rights.ts)`)
    })
  }

  /** A hook `onRequest` that refuses who is nobody with 401, and with 403 whom no line of the table lets through. */
  readonly check = async (request: FastifyRequest): Promise<void> => {
    const actor = await this.#actorOf(request)
    if (!actor) throw unauthorized()
    const right = this.#rights.of(request.method, request.routeOptions.url)
    if (!right || !mayAsk(right, actor)) throw notYours(actor, right)
    this.#actors.set(request, actor)
  }

  /** Whether somebody is known to send a request, whatever he may ask for. */
  async knows(request: FastifyRequest): Promise<boolean> {
    return (await this.#actorOf(request)) !== undefined
  }

  /** A hook `onRequest` that lets in who is nobody, too. */
  readonly ask = async (request: FastifyRequest): Promise<void> => {
    const actor = await this.#actorOf(request)
    if (actor) this.#actors.set(request, actor)
  }

  /** The actor of a request that {@link ask} let in; undefined for nobody. */
  known(request: FastifyRequest): Actor | undefined {
    return this.#actors.get(request)
  }

  /** The actor of a request that {@link check} let in. */
  of(request: FastifyRequest): Actor {
    const actor = this.#actors.get(request)
    if (!actor) throw new Problem('unauthorized')
    return actor
  }
}

/** What is told to who is nobody. */
export function unauthorized(): Problem {
  return new Problem('unauthorized')
}

function notYours({ key, roles: own }: Actor, right: RouteRight | undefined): Problem {
  const roles = [...(right?.roles ?? [])]
  const detail =
    key !== undefined && roles.some((role) => own.has(role))
      ? {
          vi: `Khoá API chỉ có quyền: ${[...key.scopes].join(', ')}; việc này ${right?.key ? `cần quyền ${right.key}` : 'không làm bằng khoá được'}.`,
          en: `The API key is for ${[...key.scopes].join(', ')}; this ${right?.key ? `needs ${right.key}` : 'is not done with a key'}.`,
        }
      : {
          vi: `Việc này cần một trong các vai trò: ${roles.join(', ')}.`,
          en: `This needs one of the roles ${roles.join(', ')}.`,
        }
  return new Problem('forbidden', { detail })
}
