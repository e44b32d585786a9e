import type { PublicAddressRow } from '../../store/public-address.ts'
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
