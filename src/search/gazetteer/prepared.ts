import type { PublicAddressRow } from '../../store/record/public-address.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { HouseEdits } from './house-edits.ts'
import type { Indexes } from './indexes.ts'

/** Layers whose edits are followed row by row. */
export type EditedLayer = 'address' | 'street' | 'hamlet' | 'place'

/** An edit of one row. */
export interface Edit {
  readonly layer: EditedLayer
  readonly fid: number
  /** The address as it is now; undefined when it is gone. */
  readonly row: PublicAddressRow | undefined
  /** Names of the address beside its own. */
  readonly further?: readonly string[] | undefined
}

/** What changes lead to: indexes built anew, or edits of those in use. */
export interface Prepared {
  readonly indexes?: Indexes
  readonly houses?: HouseEdits
  readonly edits: readonly Edit[]
}

/**
 * An edit with what is read of it.
 *
 * @param named whether any address has further names: else nobody asks for them
 */
export function editOf(layer: EditedLayer, fid: number, source: RecordStore, named: boolean): Edit {
  const row = layer === 'address' ? source.publicAddresses.byFid(fid) : undefined
  return { layer, fid, row, further: named && row ? source.publicSupplements.namesOf(row) : undefined }
}
