import { dayOf } from '../chains/day-of.ts'
import { startOfDay } from '../chains/start-of-day.ts'
import type { AddressTable } from '../store/record/addresses.ts'
import type { AddressRow, AddressVersionRow } from '../store/record/rows.ts'

/** An address as it was for some time. */
export interface AddressVersion {
  readonly row: Omit<AddressRow, 'fid'>
  /** First moment, ISO 8601 in UTC; null when nobody wrote it down. */
  readonly from: string | null
  /** The day from which it is true in the world; null when nobody knows. */
  readonly trueFrom: string | null
  /** Counted from 1; null where no event has made it. */
  readonly revision: number | null
  /** Hash of its further positions, names and units; null without any. */
  readonly supplements: string | null
  /** When the next version took its place; null for the one in force. */
  readonly until: string | null
}

const DAY = 86_400_000

/** The versions of addresses through time, by the id that an address keeps for good. */
export class AddressHistory {
  readonly #table: Pick<AddressTable, 'byUid' | 'versionsOf' | 'lastChange' | 'versionFacts'>

  constructor(table: Pick<AddressTable, 'byUid' | 'versionsOf' | 'lastChange' | 'versionFacts'>) {
    this.#table = table
  }

  /** Every version, oldest first; none for an id that no address has had. */
  versions(uid: string): AddressVersion[] {
    const versions: AddressVersion[] = this.#table.versionsOf(uid).map((version) => {
      const from = version.recorded_from ?? version.updated_at
      return {
        row: asRow(version),
        from,
        trueFrom: isDay(version.valid_from) ? version.valid_from : dayOfText(from),
        revision: Number.isInteger(version.revision) ? version.revision : null,
        supplements: version.supplements,
        until: version.recorded_until,
      }
    })
    const row = this.#table.byUid(uid)
    if (!row) return versions
    const from = this.#table.lastChange(uid) ?? row.updated_at
    const { revision = null, valid_from = null, supplements = null } = this.#table.versionFacts(uid) ?? {}
    versions.push({ row, from, trueFrom: valid_from ?? dayOfText(from), revision, supplements, until: null })
    return versions
  }

  /** The version in force; for an address whose row is gone its last version, as a retired one. */
  newest(uid: string): Omit<AddressRow, 'fid'> | undefined {
    const current = this.#table.byUid(uid)
    if (current) return current
    const last = this.#table.versionsOf(uid).at(-1)
    return last && { ...asRow(last), status: 'retired' }
  }

  /**
   * The version that is true on a day, by what was known at a moment: of those recorded until then the last that is true
   * from that day or before; the oldest one for a day before all. Undefined where the address was not known, or its row was
   * gone by then.
   */
  on(uid: string, { day, asOf }: TimePoint): AddressVersion | undefined {
    const all = this.versions(uid)
    const known = all.filter(({ from }) => asOf === undefined || from === null || from <= asOf)
    const then =
      day === undefined
        ? known.at(-1)
        : (known.findLast(({ trueFrom }) => (trueFrom ?? '') <= day) ?? known[0])
    const gone = then === all.at(-1) ? then?.until : null
    const end = [asOf, day && endOfDay(day)].filter((moment) => moment !== undefined).sort()[0] ?? ''
    const isGone = gone != null && gone < end
    return isGone ? undefined : then
  }
}

/** A point on the two axes of time. */
export interface TimePoint {
  /** The day in the world, `YYYY-MM-DD` at +07:00; the newest when absent. */
  readonly day?: string | undefined
  /** The moment of what was known, ISO 8601 in UTC; now when absent. */
  readonly asOf?: string | undefined
}

/** The first moment after a day at +07:00, in UTC, for comparing with recorded times. */
function endOfDay(day: string): string {
  return new Date(startOfDay(day).getTime() + DAY).toISOString()
}

/** Other programs may write anything there. */
function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
}

/** The day at +07:00 of a moment that is written down. */
function dayOfText(moment: string | null): string | null {
  const time = new Date(moment ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? null : dayOf(time)
}

function asRow({
  point,
  revision,
  valid_from,
  supplements,
  recorded_from,
  recorded_until,
  operation,
  ...version
}: AddressVersionRow): Omit<AddressRow, 'fid'> {
  return { ...version, geom: point ?? Buffer.alloc(0) }
}
