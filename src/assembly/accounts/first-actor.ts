import type { ActorOf } from '../../http/registry/actor-guard.ts'

/** Who sends a request, by the first of several ways that knows: a program's key before a session. */
export function firstActor(...ways: readonly (ActorOf | undefined)[]): ActorOf {
  return async (request) => {
    for (const way of ways) {
      const actor = await way?.(request)
      if (actor) return actor
    }
    return undefined
  }
}
