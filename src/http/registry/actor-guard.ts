import type { FastifyRequest } from 'fastify'
import { Problem } from '../../errors.ts'
import type { Actor } from '../../registry/actor.ts'

/** Who sends a request; undefined for nobody. */
export type ActorOf = (request: FastifyRequest) => Promise<Actor | undefined>

/** The door of routes that need an account: closed before a body is read. */
export class ActorGuard {
  readonly #actorOf: ActorOf
  readonly #actors = new WeakMap<FastifyRequest, Actor>()

  constructor(actorOf: ActorOf) {
    this.#actorOf = actorOf
  }

  /** A hook `onRequest` that refuses who is nobody with 401. */
  readonly check = async (request: FastifyRequest): Promise<void> => {
    const actor = await this.#actorOf(request)
    if (!actor)
      throw new Problem('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="registry"' } })
    this.#actors.set(request, actor)
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
