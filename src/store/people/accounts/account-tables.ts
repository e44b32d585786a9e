/** Offices whose people work on addresses. */
export type OfficeKind = 'commune' | 'post' | 'agency' | 'department'

/** An office: rights stay with it when a person goes. */
export interface OfficeTable {
  id: string
  kind: OfficeKind
  name: string
  /** Account that is told of looks and asked for approvals; null while there is none. */
  head: string | null
  /** 1 for an office of the demonstration. */
  demo: number
  /** ISO 8601 in UTC, as every moment here. */
  created_at: string
  ended_at: string | null
}

/** A person, of whom nothing is known but that an identity number was shown: four eyes compare persons. */
export interface PersonTable {
  id: string
  /** HMAC-SHA-256 of the identity number under a key of its purpose; null until it was shown. */
  identity: string | null
  /** Name and address of mail as they are sealed; null without. */
  name: string | null
  mail: string | null
  created_at: string
}

/**
 * `requested` waits for an identity check, `checked` for its slip to be used, `asleep` for a second person of the office,
 * `ended` is over for ever. Past `valid_to` an active account is expired, which no state says.
 */
export type AccountState = 'requested' | 'checked' | 'asleep' | 'active' | 'suspended' | 'ended'

/** A person's membership in an office. */
export interface AccountTable {
  /** Opaque: events of the record name it. */
  id: string
  /** Null while it is only requested. */
  person: string | null
  office: string
  /** Name to log in with, in small letters; unique. */
  login: string
  state: AccountState
  /** What argon2id made of the password (PHC string); null before it is set. */
  password: string | null
  /** Secret of the one-time codes (RFC 6238), sealed; null without a second factor. */
  factor: string | null
  /** Last time step whose code was taken: none is taken twice. */
  factor_step: number | null
  /** Days, `YYYY-MM-DD` at +07:00; `valid_to` is the last one. */
  valid_from: string
  valid_to: string
  reviewed_at: string | null
  /** How the identity was checked, by which account, and when. */
  identity_how: string | null
  identity_by: string | null
  identity_at: string | null
  /** SHA-256 of the word on the holder's screen that wakes an account that sleeps. */
  wake: string | null
  demo: number
  created_by: string | null
  created_at: string
  changed_at: string
}

export interface AccountRoleTable {
  account: string
  role: string
  granted_by: string | null
  granted_at: string
}

/** Where an account may write; `code` is that of a commune, the uid of a hamlet, or empty for everywhere. */
export interface AccountAreaTable {
  account: string
  kind: 'commune' | 'hamlet' | 'everywhere'
  code: string
  /** First day of the commune that is meant, as in the name of its chain; null of others. */
  unit_from: string | null
}

/** A session, known by the SHA-256 of what its cookie holds. */
export interface SessionTable {
  hash: string
  account: string
  device: string | null
  /** By what the second factor was shown: `none`, `totp`, `recovery`, `oidc`. */
  factor: string
  created_at: string
  seen_at: string
  expires_at: string
}

/** A device that an account has logged in from, known by the SHA-256 of a signed cookie. */
export interface DeviceTable {
  hash: string
  account: string
  label: string
  first_seen: string
  last_seen: string
  /** 1 once its holder was shown it at another login. */
  shown: number
}

export interface RecoveryCodeTable {
  /** SHA-256. */
  hash: string
  account: string
  used_at: string | null
}

/** Something of one use that makes an account usable, known by its SHA-256. */
export interface SlipTable {
  hash: string
  /** `activate`, `factor` (a new one is set), `administrator` (the first one is made). */
  purpose: string
  /** Null for the first administrator. */
  account: string | null
  created_by: string | null
  created_at: string
  expires_at: string
  used_at: string | null
}

/** A key for programs, known by its SHA-256. */
export interface ApiKeyTable {
  id: string
  hash: string
  name: string
  office: string
  /** Account that made it, and whose suspension ends it. */
  account: string
  /** Separated by spaces. */
  scopes: string
  /** Communes, layers and origins that it is bound to, separated by spaces; null for no bound beside the office's. */
  communes: string | null
  layers: string | null
  origins: string | null
  /** Requests a day. */
  quota: number
  created_at: string
  expires_at: string
  revoked_at: string | null
}

/** Requests of a key on a day, `YYYY-MM-DD` at +07:00. */
export interface ApiKeyUseTable {
  key: string
  day: string
  count: number
}

export type ApprovalState = 'open' | 'agreed' | 'refused' | 'used' | 'expired'

/** What needs the yes of another person of an office. */
export interface ApprovalTable {
  id: string
  /** What is asked: `wake`, `factor-reset`, `look`, `more-creations`, `retirements`, … */
  kind: string
  /** Id of what it is about: an account, an address. */
  subject: string
  /** Office whose people may agree. */
  office: string
  /** JSON of particulars; nothing about a person. */
  details: string | null
  account: string
  person: string
  state: ApprovalState
  settled_account: string | null
  settled_person: string | null
  created_at: string
  expires_at: string
  settled_at: string | null
}

/** An office that stands in for another, which has nobody or one person, between two days. */
export interface SubstituteTable {
  id: string
  office: string
  substitute: string
  /** Roles that it stands in with, separated by spaces. */
  roles: string
  from_day: string
  to_day: string
  created_by: string
  created_at: string
  ended_at: string | null
}

/** Tables of offices, persons, accounts and what they log in with. */
export interface AccountTables {
  office: OfficeTable
  person: PersonTable
  account: AccountTable
  account_role: AccountRoleTable
  account_area: AccountAreaTable
  session: SessionTable
  device: DeviceTable
  recovery_code: RecoveryCodeTable
  slip: SlipTable
  api_key: ApiKeyTable
  api_key_use: ApiKeyUseTable
  approval: ApprovalTable
  substitute: SubstituteTable
}
