import { hash } from 'node:crypto'

/** What everybody may see of an event, unless its subject is hidden. */
export interface EventContent {
  /** The unit's chain, `CODE@FIRST-DAY`. */
  readonly chain: string
  /** Its place in the chain, from 1 without a gap. */
  readonly number: number
  /** Random (version 4) UUID. */
  readonly id: string
  /** ISO 8601 in UTC; never before that of the event before it. */
  readonly at: string
  readonly action: string
  /** What the event is about: the id of an address; null for a batch. */
  readonly subject: string | null
  readonly from_status: string | null
  readonly to_status: string | null
  readonly revision: number | null
  /** Hash of the version that it made; of a batch the root over all of them. */
  readonly version_hash: string | null
  /** How many versions a batch made; null for one. */
  readonly count: number | null
  readonly office: string
}

/** What only the area and auditors see: who, why, and what the action's rule asked for. */
export interface PrivateContent {
  readonly account: string | null
  readonly person: string | null
  readonly reason: string | null
  /** JSON of further particulars, as a decision's number and date. */
  readonly details: string | null
}

const FORM = 'diachiso-event-1'
/** What stands before the first event of a chain. */
export const CHAIN_START = '0'.repeat(64)

/** SHA-256 of what is public of an event: people who may not see its subject can still follow the chain by it. */
export function contentHash(event: EventContent): string {
  return hash(
    'sha256',
    JSON.stringify([
      FORM,
      event.chain,
      event.number,
      event.id,
      event.at,
      event.action,
      event.subject,
      event.from_status,
      event.to_status,
      event.revision,
      event.version_hash,
      event.count,
      event.office,
    ]),
    'hex',
  )
}

/** SHA-256 of what is private of an event, salted: whoever guesses an actor cannot prove it. */
export function privateHash({ account, person, reason, details }: PrivateContent, salt: Buffer): string {
  return hash('sha256', `${salt.toString('hex')}${JSON.stringify([account, person, reason, details])}`, 'hex')
}

/** The hash of an event in its chain: over that of the event before it, of its public and of its private part. */
export function eventHash(previous: string, content: string, hidden: string): string {
  return hash('sha256', `${previous}${content}${hidden}`, 'hex')
}
