import type { Selectable } from 'kysely'

/** A paper that an office has issued about an address: what it says follows from the version that it names. */
export interface CertificateTable {
  /** As it is printed: random characters and a check character, in groups. */
  serial: string
  /** Uid of the address, and the revision of it that the paper tells. */
  address: string
  revision: number
  /** Where the address lay. */
  commune_code: string
  hamlet: string | null
  /** Its date, `YYYY-MM-DD` at +07:00. */
  day: string
  office: string
  /** What stands at its head, and the name of the office, as they are printed. */
  heading: string
  office_name: string
  /** 1 for demonstration data. */
  demo: number
  /** SHA-256 of the file. */
  sha256: string
  /** ISO 8601 in UTC. */
  issued_at: string
  account: string
  revoked_at: string | null
  revoked_account: string | null
  revoked_office: string | null
  /** Why it was revoked, sealed. */
  reason: string | null
}

export interface CertificateTables {
  certificate: CertificateTable
}

export type StoredCertificate = Selectable<CertificateTable>
