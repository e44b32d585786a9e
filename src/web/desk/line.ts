import { serverUrl } from '../api/server-url.ts'
import type { Finding } from './desk-types.ts'

/** Why nothing is sent at the moment. */
export type Break = 'offline' | 'session'

/** What the server refused, in its own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly more: {
      readonly findings?: readonly Finding[]
      readonly versions?: { readonly yours: unknown; readonly theirs: unknown }
    } = {},
  ) {
    super(detail)
  }
}

export interface Sent {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly body?: unknown
  /** What `If-Match` names. */
  readonly revision?: number | string | undefined
  readonly signal?: AbortSignal
}

export interface Answer<Body> {
  readonly body: Body
  readonly etag: string | null
}

export interface LineParts {
  /** Opaque id of the account that the page was opened with. */
  readonly account: string
  readonly csrf: string
  /** Told when nothing can be sent, and when it can again. */
  readonly broken: (why: Break | undefined) => void
  /** Told when somebody else has logged in meanwhile: what was typed is not theirs. */
  readonly stranger: () => void
}

/** Milliseconds after which an answer is given up, and after which a broken line is tried again. */
const PATIENCE = 15_000
const TRY_AGAIN = 5_000

/**
 * Requests of the desk. Where the network is away or the session has ended, each waits until it is back, and is then sent
 * again under its own key: it has one effect, and nobody types anything twice.
 */
export class Line {
  readonly #parts: LineParts
  readonly #language = document.documentElement.lang
  #csrf: string
  #repair: Promise<void> | undefined
  #nudge = () => {}

  constructor(parts: LineParts) {
    this.#parts = parts
    this.#csrf = parts.csrf
    addEventListener('online', () => this.tryAgain())
    document.addEventListener('visibilitychange', () => document.hidden || this.tryAgain())
  }

  /** Tries a broken line at once. */
  tryAgain(): void {
    this.#nudge()
  }

  /** Whether requests wait for the network or for a login. */
  get isBroken(): boolean {
    return this.#repair !== undefined
  }

  /** Throws {@link Refused}, or the abort of the signal as it is. */
  async ask<Body>(path: string, sent: Sent = {}): Promise<Answer<Body>> {
    const key = newKey()
    for (;;) {
      await this.#repair
      sent.signal?.throwIfAborted()
      const response = await this.#fetch(path, sent, key)
      if (response === undefined) await this.#mend('offline')
      else if (response.status === 401) await this.#mend('session')
      else if (response.ok) return { body: await bodyOf<Body>(response), etag: response.headers.get('etag') }
      else throw await refusedOf(response)
    }
  }

  /** Tells the server something on leaving, whatever becomes of it. */
  tell(path: string, method: 'PUT' | 'DELETE'): void {
    const headers = { 'x-csrf-token': this.#csrf }
    void fetch(serverUrl(path), { method, headers, keepalive: true }).catch(() => {})
  }

  async #fetch(path: string, sent: Sent, key: string): Promise<Response | undefined> {
    const { method = 'GET', body, revision, signal } = sent
    const limit = new AbortController()
    const stop = () => limit.abort()
    const timer = setTimeout(stop, PATIENCE)
    signal?.addEventListener('abort', stop, { once: true })
    const headers = new Headers({ accept: 'application/json', 'accept-language': this.#language })
    if (method !== 'GET') {
      headers.set('x-csrf-token', this.#csrf)
      headers.set('idempotency-key', key)
    }
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (revision !== undefined) headers.set('if-match', `"${revision}"`)
    try {
      return await fetch(serverUrl(path), {
        method,
        headers,
        cache: 'no-store',
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: limit.signal,
      })
    } catch (error) {
      if (signal?.aborted) throw error
      return undefined
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }

  /** Waits until the server answers to this account again; all requests wait for the same. */
  #mend(why: Break): Promise<void> {
    this.#repair ??= this.#untilBack(why).finally(() => {
      this.#repair = undefined
      this.#parts.broken(undefined)
    })
    return this.#repair
  }

  async #untilBack(first: Break): Promise<void> {
    for (let why: Break | undefined = first; why !== undefined; why = await this.#probe()) {
      this.#parts.broken(why)
      await new Promise<void>((resolve) => {
        this.#nudge = resolve
        setTimeout(resolve, TRY_AGAIN)
      })
    }
  }

  async #probe(): Promise<Break | undefined> {
    const response = await this.#fetch('/v1/session', {}, '')
    if (response === undefined) return 'offline'
    if (!response.ok) return response.status === 401 ? 'session' : 'offline'
    const { state, csrf, account } = await bodyOf<{ state: string; csrf: string; account?: string }>(response)
    if (state !== 'open') return 'session'
    if (account !== this.#parts.account) {
      this.#parts.stranger()
      return 'session'
    }
    this.#csrf = csrf
    return undefined
  }
}

/** A key that no other request has; `randomUUID` is there under https alone. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

async function bodyOf<Body>(response: Response): Promise<Body> {
  return (response.status === 204 ? undefined : await response.json()) as Body
}

async function refusedOf(response: Response): Promise<Refused> {
  const { status } = response
  const problem = (await response.json().catch(() => ({}))) as Partial<
    Record<'code' | 'detail' | 'title', string>
  > &
    Refused['more']
  const { code = String(status), detail, title, findings, versions } = problem
  return new Refused(status, code, detail ?? title ?? String(status), {
    ...(findings && { findings }),
    ...(versions && { versions }),
  })
}
