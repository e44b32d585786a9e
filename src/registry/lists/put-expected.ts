import type { StoredExpected } from '../../store/registry/desk/desk-tables.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'

/** A number of a list, with its line. */
export type ListedExpected = Pick<StoredExpected, 'commune_code' | 'hamlet' | 'class' | 'source' | 'date'> & {
  readonly line: number
  readonly count: number
}

/** What became of a list of expected numbers. */
export interface PutExpected {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Of no commune of today. */
  readonly unknown: readonly ListedExpected[]
  /** Of a commune, hamlet and class that an earlier line is about. */
  readonly twice: readonly ListedExpected[]
}

/** Puts the numbers of a list in the place of those that were said before; one that says the same changes nothing. */
export async function putExpected(
  tx: RegistryTransaction,
  { account, person, office }: Actor,
  list: readonly ListedExpected[],
  now: Date,
): Promise<PutExpected> {
  const communes = new Set(await tx.overview.communes())
  const said = new Map<string, Pick<StoredExpected, 'count' | 'source' | 'date'>>()
  for (const code of new Set(list.map(({ commune_code }) => commune_code)))
    for (const each of await tx.expected.ofCommune(code)) said.set(keyOf(each), each)
  const seen = new Set<string>()
  const unknown: ListedExpected[] = []
  const twice: ListedExpected[] = []
  const counts = { added: 0, changed: 0, unchanged: 0 }
  for (const each of list) {
    const key = keyOf(each)
    if (!communes.has(each.commune_code)) unknown.push(each)
    else if (seen.has(key)) twice.push(each)
    else {
      seen.add(key)
      const { line: _, ...expected } = each
      const before = said.get(key)
      if (before !== undefined && same(before, expected)) counts.unchanged++
      else {
        await tx.expected.add({ ...expected, account, person, office, at: now.toISOString() })
        counts[before === undefined ? 'added' : 'changed']++
      }
    }
  }
  return { ...counts, unknown, twice }
}

function keyOf({
  commune_code,
  class: objectClass,
  hamlet,
}: Pick<StoredExpected, 'commune_code' | 'class' | 'hamlet'>) {
  return `${commune_code} ${objectClass} ${hamlet ?? ''}`
}

type Said = Pick<StoredExpected, 'count' | 'source' | 'date'>

function same(a: Said, b: Said): boolean {
  return a.count === b.count && a.source === b.source && a.date === b.date
}
