import { request } from 'node:https'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { Attempt, JobHandler } from '../jobs/job-worker.ts'
import { type Destinations, RefusedDestination } from './destinations.ts'
import { signedHeaders } from './signature.ts'

export interface DeliveryParts {
  readonly people: PeopleStore
  readonly destinations: Destinations
  /** Certificate of an authority beside the usual ones; a test's own. */
  readonly ca?: string
  /** Milliseconds for all of a delivery. */
  readonly timeout?: number
}

/** Milliseconds for all of a delivery: name, connection, TLS, answer. */
const TIMEOUT = 10_000
/** The receiver wants no more of it (RFC 9110 §15.5.11). */
const GONE = 410

/** Posts a delivery to its webhook, signed. Of the answer only the status is read. */
export function deliver({ people, destinations, ca, timeout = TIMEOUT }: DeliveryParts): JobHandler {
  return async ({ key, owner, payload }, stopping): Promise<Attempt> => {
    const webhook = await people.write(({ webhooks }) => webhooks.byId(owner))
    if (webhook === undefined) return { dead: 'the webhook is no more' }
    const { hostname } = new URL(webhook.url)
    try {
      destinations.check(hostname)
      const headers = signedHeaders(webhook.secret, key, payload, new Date())
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeout)])
      const status = await post(webhook.url, payload, headers, { lookup: destinations.lookup, ca, signal })
      if (status >= 200 && status < 300) return { done: String(status) }
      return status === GONE ? { dead: String(status) } : { retry: String(status) }
    } catch (error) {
      if (error instanceof RefusedDestination) return { retry: error.message }
      const { code, name, message } = error as NodeJS.ErrnoException
      if (stopping.aborted) return { retry: 'the server stopped' }
      return { retry: name === 'AbortError' ? `no answer within ${timeout / 1000} s` : (code ?? message) }
    }
  }
}

/** The status of the answer; nobody follows it elsewhere, and its body is not read. */
function post(
  url: string,
  body: string,
  signed: Readonly<Record<string, string>>,
  { lookup, ca, signal }: { lookup: Destinations['lookup']; ca: string | undefined; signal: AbortSignal },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'diachiso',
      ...signed,
    }
    const options = { method: 'POST', headers, lookup, signal, agent: false, rejectUnauthorized: true }
    request(url, { ...options, ...(ca !== undefined && { ca }) })
      .on('response', (response) => {
        resolve(response.statusCode ?? 0)
        response.destroy()
      })
      .on('error', reject)
      .end(body)
  })
}
