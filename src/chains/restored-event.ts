import { randomUUID } from 'node:crypto'
import { CHAIN_START, type EventContent } from './event-hash.ts'
import { type ChainHead, type ChainLink, linkedEvent, type NewEvent } from './linked-event.ts'

/** The action of an event with which a chain goes on after a restore. */
export const RESTORED = 'restored'

/** Up to where a chain is known to have been: as far as it was published, copied, or stands in the file that is replaced. */
export interface ChainEnd {
  readonly number: number
  readonly at: string
}

/**
 * The event that opens a segment: it follows the head that the backup has and names it, as `revision` its number and as
 * `version_hash` its hash. Its own number lies above every one that may have been given since, so that no number of what
 * was lost is given again.
 *
 * @param head the backup's; undefined for a chain that began later
 */
export function restoredEvent(
  chain: string,
  head: ChainHead | undefined,
  end: ChainEnd,
  now: string,
): NewEvent & ChainLink {
  const { number, hash, at } = head ?? { number: 0, hash: CHAIN_START, at: '' }
  const event: NewEvent = {
    id: randomUUID(),
    action: RESTORED,
    subject: null,
    from_status: null,
    to_status: null,
    revision: number,
    version_hash: hash,
    count: null,
    office: 'server',
    account: null,
    person: null,
    reason: null,
    details: null,
  }
  const after = { chain, number: Math.max(number, end.number), hash, at: end.at > at ? end.at : at }
  return { ...event, ...linkedEvent(chain, after, event, now) }
}

/** Whether an event opens a segment behind this head. */
export function continues(event: EventContent, head: Pick<ChainHead, 'number' | 'hash'>): boolean {
  return (
    event.action === RESTORED &&
    event.number > head.number &&
    event.revision === head.number &&
    event.version_hash === head.hash
  )
}
