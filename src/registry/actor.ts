/** What accounts are there for; each change says which may make it. */
export const ROLES = [
  'citizen',
  'collector',
  'officer',
  'verifier',
  'agency',
  'coordinator',
  'operator',
  'auditor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** Roles whose login needs a second factor, and whose account a second person of the office wakes. */
export const GUARDED_ROLES: ReadonlySet<Role> = new Set(['verifier', 'operator', 'auditor', 'administrator'])

/** What a key for programs may be made for: reading, creating, changing and proposing addresses too, or files of its office's layers. */
export const KEY_SCOPES = ['read', 'write', 'layers'] as const

export type KeyScope = (typeof KEY_SCOPES)[number]

/** Where an actor may write: communes of today by their code, hamlets by their uid, or everywhere. */
export interface Area {
  readonly communes: ReadonlySet<string>
  readonly hamlets: ReadonlySet<string>
  readonly everywhere: boolean
}

/** Who asks for a change: an account of an office, and the person behind it. */
export interface Actor {
  /** Opaque id of the account. */
  readonly account: string
  /** Opaque id of the person, who may have several accounts. */
  readonly person: string
  readonly office: string
  readonly roles: ReadonlySet<Role>
  readonly area: Area
  /** The key with which a program acts in the account's name; undefined for the person. */
  readonly key?:
    | { readonly id: string; readonly scopes: ReadonlySet<KeyScope>; readonly layers?: ReadonlySet<string> }
    | undefined
}

/** The command line and what the server does by itself. */
export const SERVER: Actor = {
  account: 'server',
  person: 'server',
  office: 'server',
  roles: new Set(['officer']),
  area: { communes: new Set(), hamlets: new Set(), everywhere: true },
}

/** The office that stands in the events of other programs' edits. */
export const OUTSIDE = 'outside'

/** Who did something, as an event says it; undefined for another program. */
export function whoOf(actor: Actor | undefined) {
  return {
    office: actor?.office ?? OUTSIDE,
    account: actor?.account ?? null,
    person: actor?.person ?? null,
  }
}

/** Whether an address lies in an area: its commune decides, a hamlet's area holds the hamlet alone. */
export function isInArea(area: Area, { commune_code, hamlet_uid }: Located): boolean {
  return (
    area.everywhere || area.communes.has(commune_code) || (hamlet_uid != null && area.hamlets.has(hamlet_uid))
  )
}

/** What says in whose area something lies: its commune, and the uid of its hamlet or that it has none. */
export interface Located {
  readonly commune_code: string
  readonly hamlet_uid: string | null | undefined
}
