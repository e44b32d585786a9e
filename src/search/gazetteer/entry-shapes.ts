import { type Box, boxContains } from '../../geo/box.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { Entry } from './entry.ts'
import { type RowShape, rowShape } from './row-shape.ts'

const NO_SHAPE: RowShape = {}

/** Where streets and hamlets lie: as their rows are drawn, which is read when first asked for, and by their addresses. */
export class EntryShapes {
  readonly #gazetteer: Pick<RecordStore['gazetteer'], 'street' | 'hamlet'>

  constructor(gazetteer: Pick<RecordStore['gazetteer'], 'street' | 'hamlet'>) {
    this.#gazetteer = gazetteer
  }

  /** Where an entry lies: its own point, or the mean of its addresses; undefined when neither is known. */
  position(entry: Entry): readonly [number, number] | undefined {
    const { point } = this.#shape(entry)
    if (point) return point
    return entry.placed > 0 ? [entry.lonSum / entry.placed, entry.latSum / entry.placed] : undefined
  }

  /** Whether any of an entry may lie in a box. */
  touches(entry: Entry, box: Box): boolean {
    const { point, box: drawn } = this.#shape(entry)
    if (point && boxContains(box, point[0], point[1])) return true
    const meets = (b: Box) => b[0] <= box[2] && box[0] <= b[2] && b[1] <= box[3] && box[1] <= b[3]
    return (drawn !== undefined && meets(drawn)) || (entry.placed > 0 && meets(entry.box))
  }

  #shape(entry: Entry): RowShape {
    if (entry.row === undefined) return NO_SHAPE
    const gazetteer = this.#gazetteer
    const row = () => (entry.kind === 'street' ? gazetteer.street(entry.row!) : gazetteer.hamlet(entry.row!))
    entry.shape ??= rowShape(row()?.geom ?? null)
    return entry.shape
  }
}
