import { hash } from 'node:crypto'

/** A further position of an address. */
export interface PositionLeaf {
  readonly uid: string
  readonly type: string
  readonly lon: number
  readonly lat: number
  readonly method: string | null
  /** Metres. */
  readonly accuracy: number | null
}

/** A text with 16 random bytes; once it is redacted the leaf that both made stands in their place. */
export interface SaltedText {
  readonly text: string | null
  readonly salt: Buffer | null
  readonly leaf: string | null
}

/** A further name of an address. */
export interface NameLeaf {
  readonly uid: string
  readonly kind: string
  readonly language: string
  readonly valid_from: string | null
  readonly valid_to: string | null
  readonly name: SaltedText
}

/** A unit inside the building of an address. */
export interface UnitLeaf {
  readonly uid: string
  readonly kind: string
  readonly floor: string | null
  readonly state: string
  readonly designation: SaltedText
}

/** What an address has beside its columns. */
export interface HashedSupplements {
  readonly positions: readonly PositionLeaf[]
  readonly names: readonly NameLeaf[]
  readonly units: readonly UnitLeaf[]
}

const FORM = 'diachiso-supplements-1'

/**
 * SHA-256, 64 hexadecimal digits, of the JSON array of the form's name and the positions, names and units in the order of
 * their ids, each an array of its members in which a text stands as its leaf; null where there are none. A further kind is a
 * new form, for those that have one.
 */
export function supplementsHash({ positions, names, units }: HashedSupplements): string | null {
  if (positions.length + names.length + units.length === 0) return null
  return hash(
    'sha256',
    JSON.stringify([
      FORM,
      inOrder(positions).map(({ uid, type, lon, lat, method, accuracy }) => [
        uid,
        type,
        lon,
        lat,
        method,
        accuracy,
      ]),
      inOrder(names).map(({ uid, kind, language, valid_from, valid_to, name }) => [
        uid,
        kind,
        language,
        valid_from,
        valid_to,
        leafOf(name),
      ]),
      inOrder(units).map(({ uid, kind, floor, state, designation }) => [
        uid,
        kind,
        floor,
        state,
        leafOf(designation),
      ]),
    ]),
    'hex',
  )
}

/** The leaf of a text: SHA-256 of its salt, 32 hexadecimal digits, and the text; that which was kept once it is redacted. */
export function leafOf({ text, salt, leaf }: SaltedText): string | null {
  return text === null ? leaf : hash('sha256', `${salt?.toString('hex') ?? ''}${text}`, 'hex')
}

function inOrder<Leaf extends { readonly uid: string }>(leaves: readonly Leaf[]): Leaf[] {
  return [...leaves].sort((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0))
}
