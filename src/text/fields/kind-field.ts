import { fold } from '../syllable.ts'

/** How the names of fields begin that say which kind of thing a feature is, folded, the usual ones first. */
const KINDS = [
  'type',
  'kind',
  'category',
  'loai',
  'class',
  'level',
  'nhom',
  'cap',
  'hang',
  'hinh thuc',
  'linh vuc',
  'nganh',
  'tinh trang',
]

/** How well a field's name says a kind, by how it begins ("Loại trường", "cap_hoc"): from 0, the best; undefined for any other field. */
export function kindRank(field: string): number | undefined {
  const name = `${fold(field.normalize('NFC'))
    .replace(/[\s_.-]+/g, ' ')
    .trim()} `
  const rank = KINDS.findIndex((kind) => name.startsWith(`${kind} `))
  return rank < 0 ? undefined : rank
}

/** The field of these that says a kind; undefined where none does. */
export function kindField(fields: readonly string[]): string | undefined {
  let best: string | undefined
  for (const field of fields) {
    const rank = kindRank(field)
    if (rank !== undefined && (best === undefined || rank < kindRank(best)!)) best = field
  }
  return best
}
