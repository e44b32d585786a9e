import { randomBytes } from 'node:crypto'
import {
  CHAIN_START,
  contentHash,
  type EventContent,
  eventHash,
  type PrivateContent,
  privateHash,
} from './event-hash.ts'

/** An event before it has its place in a chain. */
export type NewEvent = Omit<EventContent, 'chain' | 'number' | 'at'> & PrivateContent

/** The last event of a chain. */
export interface ChainHead {
  readonly chain: string
  readonly number: number
  readonly hash: string
  readonly at: string
}

/** What an event is given by its place in a chain; with its own members it is a row. */
export interface ChainLink extends ChainHead {
  readonly salt: Buffer
  readonly private_hash: string
}

const SALT_BYTES = 16

/**
 * Puts an event behind the head of a chain. Its time is never before that of the event before it, also when the clock was
 * set back.
 *
 * @param head undefined before the first event
 * @param now moment of the event, ISO 8601 in UTC
 */
export function linkedEvent(
  chain: string,
  head: ChainHead | undefined,
  event: NewEvent,
  now: string,
): ChainLink {
  const at = head !== undefined && head.at > now ? head.at : now
  const number = (head?.number ?? 0) + 1
  const salt = randomBytes(SALT_BYTES)
  const private_hash = privateHash(event, salt)
  const content = contentHash({ ...event, chain, number, at })
  return {
    chain,
    number,
    at,
    salt,
    private_hash,
    hash: eventHash(head?.hash ?? CHAIN_START, content, private_hash),
  }
}
