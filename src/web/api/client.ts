import { serverUrl } from './server-url.ts'
import { withQuery } from './with-query.ts'

export type Failure = 'offline' | 'unreachable' | 'busy' | 'missing' | 'refused' | 'server'

/** Why there is no answer; `detail` is the server's own sentence when the input was refused. */
export class RequestFailed extends Error {
  constructor(
    readonly failure: Failure,
    readonly detail = '',
  ) {
    super(detail || failure)
  }
}

/** Milliseconds until an answer is given up. */
const PATIENCE = 15_000

/**
 * Asks the server this page came from; nothing that identifies the visitor goes along.
 * Throws {@link RequestFailed}, or the abort of `signal` as it is.
 */
export async function getJson<Reply>(
  path: string,
  params: Readonly<Record<string, string | number | undefined>> = {},
  signal?: AbortSignal,
): Promise<Reply> {
  return request<Reply>(withQuery(path, params), {}, signal)
}

/** Sends JSON and reads the answer, as {@link getJson}. */
export async function postJson<Reply>(path: string, body: unknown, signal?: AbortSignal): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  return request<Reply>(path, { method: 'POST', headers, body: JSON.stringify(body) }, signal)
}

async function request<Reply>(path: string, init: RequestInit, signal?: AbortSignal): Promise<Reply> {
  const limit = new AbortController()
  const stop = () => limit.abort()
  const timer = setTimeout(stop, PATIENCE)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const response = await fetch(serverUrl(path), {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...init,
      signal: limit.signal,
    })
    if (!response.ok) throw await failureOf(response)
    return (await response.json()) as Reply
  } catch (error) {
    if (error instanceof RequestFailed || signal?.aborted) throw error
    throw new RequestFailed(navigator.onLine ? 'unreachable' : 'offline')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

async function failureOf(response: Response): Promise<RequestFailed> {
  const { status } = response
  if (status === 404) return new RequestFailed('missing')
  if (status === 429 || status === 503) return new RequestFailed('busy')
  if (status >= 500) return new RequestFailed('server')
  const problem = (await response.json().catch(() => ({}))) as { detail?: unknown }
  return new RequestFailed('refused', typeof problem.detail === 'string' ? problem.detail : '')
}
