import type { AddressTable } from '../store/addresses.ts'
import type { AddressRow, AddressVersionRow } from '../store/rows.ts'

/** An address as it was for some time. */
export interface AddressVersion {
  readonly row: Omit<AddressRow, 'fid'>
  /** First moment, ISO 8601 in UTC; null when nobody wrote it down. */
  readonly from: string | null
  /** When the next version took its place; null for the one in force. */
  readonly until: string | null
}

const DAY = 86_400_000

/** The versions of addresses through time, by the id that an address keeps for good. */
export class AddressHistory {
  readonly #table: Pick<AddressTable, 'byUid' | 'versionsOf' | 'lastChange'>

  constructor(table: Pick<AddressTable, 'byUid' | 'versionsOf' | 'lastChange'>) {
    this.#table = table
  }

  /** Every version, oldest first; none for an id that no address has had. */
  versions(uid: string): AddressVersion[] {
    const earlier = this.#table.versionsOf(uid)
    const versions: AddressVersion[] = earlier.map((version) => ({
      row: asRow(version),
      from: version.recorded_from ?? version.updated_at,
      until: version.recorded_until,
    }))
    const row = this.#table.byUid(uid)
    if (row) versions.push({ row, from: this.#table.lastChange(uid) ?? row.updated_at, until: null })
    return versions
  }

  /** The version in force; for an address whose row is gone its last version, as a retired one. */
  newest(uid: string): Omit<AddressRow, 'fid'> | undefined {
    const current = this.#table.byUid(uid)
    if (current) return current
    const last = this.#table.versionsOf(uid).at(-1)
    return last && { ...asRow(last), status: 'retired' }
  }

  /** The version in force at the end of a day, `YYYY-MM-DD` at +07:00; the oldest one for a day before it. */
  on(uid: string, day: string): Omit<AddressRow, 'fid'> | undefined {
    const end = endOfDay(day)
    const then = this.#table.versionsOf(uid).find(({ recorded_until }) => recorded_until >= end)
    return then ? asRow(then) : this.#table.byUid(uid)
  }
}

/** The first moment after a day at +07:00, in UTC, for comparing with recorded times. */
function endOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + DAY).toISOString()
}

function asRow({
  point,
  recorded_from,
  recorded_until,
  operation,
  ...version
}: AddressVersionRow): Omit<AddressRow, 'fid'> {
  return { ...version, geom: point ?? Buffer.alloc(0) }
}
