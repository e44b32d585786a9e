import type { RouteOptions } from 'fastify'
import findMyWay from 'find-my-way'

/** Methods that any route of the server takes, beside OPTIONS. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Which methods the routes of a server take, by the path asked for: for `Allow` (RFC 9110 §10.2.1). */
export class AllowedMethods {
  readonly #router
  readonly #added = new Set<string>()

  /** `maxParamLength` as the server's own router has it. */
  constructor(options: { maxParamLength: number }) {
    this.#router = findMyWay(options)
  }

  /** Takes note of a route; of the one that answers all preflights there is nothing to note. Throws for a method not in {@link METHODS}. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    for (const one of [method].flat() as findMyWay.HTTPMethod[]) {
      if (one === 'OPTIONS' || this.#added.has(`${one} ${url}`)) continue
      if (!(METHODS as readonly string[]).includes(one))
        throw new Error(`${one} ${url}: Allow would not list ${one}`)
      this.#added.add(`${one} ${url}`)
      this.#router.on(one, url, () => {})
    }
  }

  /** The methods of a path, as `Allow` lists them; undefined where there is no route. */
  of(path: string): string | undefined {
    const found = METHODS.filter((one) => this.#router.find(one, path))
    return found.length > 0 ? allowOf(found) : undefined
  }
}

/** Methods as `Allow` lists them. */
export function allowOf(methods: readonly string[]): string {
  return [...methods, 'OPTIONS'].join(', ')
}
