import { hamletOf } from '../../store/registry/components/hamlet-match.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft, HamletPort } from './ports.ts'

/** A hamlet whose name several of the commune have, and nothing tells which: the address is the commune's alone. */
export async function hamletFindings(draft: CheckedDraft, hamlets: HamletPort): Promise<RuleFinding[]> {
  const { commune_code, lon, lat } = draft
  const name = draft.hamlet?.trim()
  if (!name || draft.hamlet_uid) return []
  const named = await hamlets.named(commune_code, name)
  const former = draft.former_commune_code?.trim() || null
  if (named.length === 0 || hamletOf(named, former, lon, lat) !== undefined) return []
  const list = named.map((hamlet) => hamlet.former_commune_code ?? '?').join(', ')
  return [
    finding(
      'hamlet-ambiguous',
      'hamlet',
      `${quoted(name)} của ${commune_code} có ${named.length} nơi (xã, phường cũ ${list}), không nơi nào chắc chắn: hãy nêu xã, phường cũ hoặc hamlet_uid.`,
      `${commune_code} has ${named.length} of the name ${quoted(name)} (former communes ${list}), none of them sure: state the former commune or hamlet_uid.`,
      { values: [name, commune_code, former, lon, lat, ...named.map(({ uid }) => uid)] },
    ),
  ]
}
