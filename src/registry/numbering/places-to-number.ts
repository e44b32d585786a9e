import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { placeKey } from '../findings/place-key.ts'

/** How many addresses stand there, and how many of them have no number. */
export interface ToNumber {
  readonly houses: number
  readonly without: number
}

/** What can be numbered in a commune, that with the most houses without number first. */
export interface PlacesToNumber {
  readonly streets: readonly (ToNumber & { readonly street: string })[]
  /** Hamlets with their houses that are on no street. */
  readonly hamlets: readonly (ToNumber & { readonly hamlet_id: string; readonly name: string })[]
}

/** Streets of one name, however it is written, are one: they are numbered together. */
export async function placesToNumber(tx: RegistryTransaction, commune: string): Promise<PlacesToNumber> {
  const streets = new Map<string, ToNumber & { street: string }>()
  for (const { street, houses, without } of await tx.sets.streetsToNumber(commune)) {
    const key = placeKey({ commune_code: commune, street, hamlet: null })
    if (key === undefined) continue
    const before = streets.get(key)
    const name = before !== undefined && before.houses >= houses ? before.street : street
    streets.set(key, {
      street: name,
      houses: houses + (before?.houses ?? 0),
      without: without + (before?.without ?? 0),
    })
  }
  const counts = new Map((await tx.sets.hamletsToNumber(commune)).map((each) => [each.hamlet, each]))
  const hamlets = (await tx.components.inCommune('hamlet', commune)).flatMap(({ uid, name }) => {
    const { houses, without } = counts.get(uid) ?? { houses: 0, without: 0 }
    return houses === 0 ? [] : [{ hamlet_id: uid, name, houses, without }]
  })
  return {
    streets: [...streets.values()].sort((a, b) => byNeed(a, b) || a.street.localeCompare(b.street, 'vi')),
    hamlets: hamlets.sort((a, b) => byNeed(a, b) || a.name.localeCompare(b.name, 'vi')),
  }
}

function byNeed(a: ToNumber, b: ToNumber): number {
  return b.without - a.without
}
