/** What the desk reads of the server's answers (`/v1/queue`, `/v1/proposals/{id}`, `/v1/items/address/{id}`). */

/** Something that waits. `new` and `address` are the desk's own: one that is made, one that was opened from the map. */
export interface QueueItem {
  readonly kind: string
  readonly id: string
  readonly state: string
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly commune_code: string
  readonly addresses: readonly string[]
  readonly revision?: number | null
  readonly lon: number | null
  readonly lat: number | null
  /** What its address is called within its commune. */
  readonly label: string | null
  readonly office?: string | null
  readonly reason?: string | null
  /** Of what was drawn of a batch. */
  readonly batch?: string
  /** Of a finding. */
  readonly rule?: string
  readonly severity?: Severity
  readonly message?: string
  /** Of a report: what kind it is, and its words. */
  readonly report?: string
  readonly text?: string
}

export type Severity = 'error' | 'warning' | 'info'

export interface Finding {
  readonly id?: string
  readonly kind?: string
  readonly state?: string
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  /** The field that it is about. */
  readonly path?: string
  readonly revision?: number
  readonly repair?: Readonly<Record<string, string | number | null>>
}

/** An address as its registry holds it. */
export interface AddressFields {
  readonly uid?: string
  readonly code?: string | null
  readonly status?: string
  readonly revision?: number
  readonly class: number
  readonly name?: string | null
  readonly house_number?: string | null
  readonly street?: string | null
  readonly hamlet?: string | null
  readonly group_name?: string | null
  readonly commune_code: string
  readonly former_commune_code?: string | null
  readonly postcode?: string | null
  readonly position?: string | null
  readonly lon: number | null
  readonly lat: number | null
}

export interface AddressReply {
  readonly address: AddressFields
  readonly event: string | null
  readonly findings: readonly Finding[]
}

export interface ProposalReply {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly address: string | null
  readonly text: string | null
  readonly reason: string | null
  readonly office: string | null
  readonly created_at: string
  readonly settled_office: string | null
  readonly content: { readonly act: string; readonly to?: string }
  readonly versions: {
    readonly base: AddressFields | null
    readonly present: AddressFields | null
    readonly proposed: AddressFields | null
  }
  readonly evidence: string | null
  readonly findings: readonly Finding[]
}

/** What is answered to a change of an address. */
export interface ChangeReply {
  readonly id?: string
  readonly proposal?: string
  readonly properties?: { readonly vn: { readonly revision: number; readonly event: string } }
}

/** An item with all that is known of it. */
export interface Opened {
  readonly item: QueueItem
  readonly proposal?: ProposalReply
  /** The address that it is about, as it is now; what is declared, of a declaration. */
  readonly address?: AddressFields
  /** The second of two that may be one. */
  readonly other?: AddressFields
  readonly findings: readonly Finding[]
}

/** Which item it is: ids of a proposal, a finding, a report and an address are never the same. */
export function keyOf({ kind, id }: QueueItem): string {
  return `${kind}:${id}`
}

/** An address that is opened without being listed. */
export function addressItem(id: string): QueueItem {
  return {
    ...{ kind: 'address', id, state: '', at: '', commune_code: '', addresses: [id] },
    ...{ lon: null, lat: null, label: null },
  }
}
