/**
 * The states of an address, each with who gets to see it: `found` by everybody in every answer, `known` to those who have
 * its id or a code, `hidden` from all. What waits for somebody is in no state: it is not in the record. Tiles store the
 * place of a state among the public ones: after a change raise `SERVING_LAYOUT` and `TILE_ENCODING`.
 */
const SEEN = {
  /** Entered by a collector, an officer or an import. */
  created: 'found',
  /** Confirmed by another person. */
  verified: 'found',
  /** Confirmed by a decision. */
  official: 'found',
  /** Another form of an address, as one of before a reform. */
  alternative: 'found',
  retired: 'known',
  /** A number that is kept for an object to come. */
  reserved: 'hidden',
} as const

export type AddressStatus = keyof typeof SEEN
export const ADDRESS_STATUSES = Object.keys(SEEN) as readonly AddressStatus[]

/** What answers, maps and exports for everybody show. */
export const PUBLIC_STATUSES = ADDRESS_STATUSES.filter((status) => SEEN[status] === 'found')
/** What is told at least to those who have an id or a code; of any other state no answer says a word. */
export const KNOWN_STATUSES = ADDRESS_STATUSES.filter((status) => SEEN[status] !== 'hidden')
/** What stands only with the event that made it so. */
export const CERTIFIED_STATUSES = ['verified', 'official'] as const satisfies readonly AddressStatus[]
/** The state of a row that names none. */
export const DEFAULT_STATUS = 'created' satisfies AddressStatus

interface Stated {
  readonly status: AddressStatus
}

/** Whether an address is answered to everybody. */
export function isPublic({ status }: Stated): boolean {
  return SEEN[status] === 'found'
}

/** Whether nothing of an address is told, not even to those who have its id or code; so of a state that no program of ours writes. */
export function isHidden({ status }: { readonly status: string }): boolean {
  return !(KNOWN_STATUSES as readonly string[]).includes(status)
}

/** Whether an address is verified or official. */
export function isCertified({ status }: Stated): boolean {
  return (CERTIFIED_STATUSES as readonly AddressStatus[]).includes(status)
}

/** States as SQL lists them. */
export function statusList(statuses: readonly AddressStatus[]): string {
  return `(${statuses.map((status) => `'${status}'`).join(', ')})`
}

/** SQL of {@link isHidden}; an index has the same words, so that what they find is counted in it alone. */
export const IS_HIDDEN = `status NOT IN ${statusList(KNOWN_STATUSES)}`
