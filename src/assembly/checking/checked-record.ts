import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import type { AddressPort, CheckedDraft, HamletPort } from '../../registry/findings/ports.ts'

/** An address of a record, as the rules look at it. */
export interface RecordAddress {
  /** The number of its row. */
  readonly row: number
  readonly draft: CheckedDraft & { readonly uid: string }
  readonly source: string | null
}

/** What a check of many addresses asks of a record, wherever that is kept. */
export interface CheckedRecord {
  readonly finders: PlaceFinders
  readonly hamlets: HamletPort
  /** Who carries or carried a code. */
  readonly holder: AddressPort['holder']
  /** Uid of the address that carries a code now. */
  carrier(column: 'code' | 'ndas', value: string): string | undefined | Promise<string | undefined>
  /** Keys of the findings that somebody has said are right. */
  accepted(): Promise<ReadonlySet<string>>
  count(): Promise<number>
  /** Every address, in the order of the rows. */
  all(): AsyncIterable<RecordAddress>
}
