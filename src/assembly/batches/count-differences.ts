import type { LayerDraft, LayerSide } from '../../registry/batches/layers/layer-content.ts'
import { isCount, itemsOf } from '../../store/record/counts/count-items.ts'
import type { RecordStore } from '../../store/record-store.ts'

/** A thing of a layer that a copy has otherwise than the record. */
export type Difference = Required<Pick<LayerDraft, 'uid' | 'before' | 'after'>> & {
  plan: 'new' | 'change' | 'remove'
}

/** What of a layer's numbers, and of what was told of them, is otherwise in a copy. */
export function* countDifferences(
  record: RecordStore,
  copy: RecordStore,
  layer: string,
): Generator<Difference> {
  const before = itemsOf(record, layer)
  const after = itemsOf(copy, layer)
  for (const uid of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(uid), after.get(uid)]
    if (was === is) continue
    const plan = hasNumber(is) ? (hasNumber(was) ? 'change' : 'new') : 'remove'
    yield { plan, uid, before: sideOf(was), after: sideOf(is) }
  }
}

/** Whether a layer has the number: of one that is remembered only it has none. */
function hasNumber(text: string | undefined): boolean {
  if (text === undefined) return false
  const item = JSON.parse(text)
  return !isCount(item) || item.count !== undefined
}

function sideOf(text: string | undefined): LayerSide | null {
  return text === undefined ? null : { properties: text, address_uid: null, geom: null }
}
