import type { RegistryTransaction } from '../store/registry/registry-store.ts'
import type { MadeVersion } from './actions/make-version.ts'
import type { Actor } from './actor.ts'
import { Refusal } from './refusal.ts'

/** A request under a key of its sender's: sent again it is answered, not done again. */
export interface KeyedRequest {
  readonly key: string
  /** SHA-256 of method, path and body. */
  readonly request: string
}

/** What a request that came again did the first time. */
export interface Repeated {
  readonly repeated: { readonly subject: string; readonly revision: number }
}

/** How long a key is known, in milliseconds. */
const KEPT = 24 * 3_600_000

/** The moment since which keys are known, ISO 8601 in UTC. */
export function keysSince(now: Date): string {
  return new Date(now.getTime() - KEPT).toISOString()
}

/** What was done under a key; throws {@link Refusal} `key-reused` where it was for another request. */
export function sameRequest<T extends { request: string }>(
  done: T | undefined,
  { request }: KeyedRequest,
): T | undefined {
  if (done === undefined || done.request === request) return done
  throw new Refusal('key-reused', {
    vi: 'Idempotency-Key này đã dùng cho một yêu cầu khác.',
    en: 'This Idempotency-Key was used for another request.',
  })
}

/** What an account's request has done in the record before; undefined for one that is new or has no key. */
export async function doneBefore(
  tx: RegistryTransaction,
  { account }: Actor,
  request: KeyedRequest | undefined,
  now: Date,
): Promise<Repeated | undefined> {
  if (request === undefined) return undefined
  const done = sameRequest(await tx.requests.done(account, request.key, keysSince(now)), request)
  return done && { repeated: { subject: done.subject, revision: done.revision } }
}

/**
 * Does a request once. Its key is taken before anything else, so that of two who send it at the same time one waits, and
 * then gets the other's answer.
 */
export async function once<Made extends { version: { uid: string; revision: number } } = MadeVersion>(
  tx: RegistryTransaction,
  actor: Actor,
  request: KeyedRequest | undefined,
  now: Date,
  work: () => Promise<Made>,
): Promise<Made | Repeated> {
  if (request === undefined) return work()
  const { account } = actor
  const { key } = request
  if (!(await tx.requests.take({ ...request, account, at: now.toISOString() }, keysSince(now))))
    return (await doneBefore(tx, actor, request, now)) as Repeated
  const made = await work()
  await tx.requests.finish({ account, key, subject: made.version.uid, revision: made.version.revision })
  return made
}
