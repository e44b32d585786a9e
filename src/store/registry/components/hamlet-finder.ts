import { hamletKey } from '../../../parsing/hamlet-name.ts'
import { type HamletPlace, hamletOf } from './hamlet-match.ts'

export type NamedHamlet = HamletPlace & { readonly commune_code: string | null }

/** The hamlets of a record with every name that one has had. */
export interface HamletNames {
  readonly inForce: Iterable<NamedHamlet>
  /** What was merged, with what took its place, by revision. */
  readonly merged: Iterable<readonly [uid: string, successor: string | null]>
  readonly ever: Iterable<NamedHamlet>
}

/** What tells an address's hamlet. */
export interface HamletText {
  readonly hamlet: string | null
  readonly commune_code: string
  readonly former_commune_code: string | null
}

/** Texts whose keys are kept; a province has some thousand. */
const KEPT_KEYS = 20_000

/** Finds the hamlets of many addresses; it holds all hamlets of a record as they are when it is made. */
export class HamletFinder {
  /** Hamlets in force by commune and key. */
  readonly #named = new Map<string, HamletPlace[]>()
  /** What those that had a name once have become. */
  readonly #once = new Map<string, HamletPlace[]>()
  readonly #keys = new Map<string, string>()

  constructor({ inForce, merged, ever }: HamletNames) {
    const current = new Map<string, NamedHamlet>()
    for (const row of inForce) {
      // Another program may have left it without a text.
      if (typeof row.name !== 'string') continue
      current.set(row.uid, row)
      add(this.#named, this.#place(row.commune_code ?? '', row.name), row)
    }
    const heirs = new Map(merged)
    for (const version of ever) {
      if (typeof version.name !== 'string') continue
      let uid: string | undefined = version.uid
      for (let steps = 0; uid !== undefined && !current.has(uid) && steps < 50; steps++)
        uid = heirs.get(uid) ?? undefined
      const heir = uid === undefined ? undefined : current.get(uid)
      if (heir === undefined || heir.commune_code !== version.commune_code) continue
      if (heir.uid === version.uid && heir.name === version.name) continue
      add(this.#once, this.#place(version.commune_code ?? '', version.name), {
        ...version,
        uid: heir.uid,
        name: heir.name,
      })
    }
  }

  /** Whether there are hamlets at all. */
  get isEmpty(): boolean {
    return this.#named.size === 0
  }

  /** Those of a name in a commune, or, where there is none, what those have become that had it once. */
  named(commune: string, name: string): readonly HamletPlace[] {
    const place = this.#place(commune, name)
    return this.#named.get(place) ?? this.#once.get(place) ?? []
  }

  /** The hamlet of an address; see {@link hamletOf}. */
  find({ hamlet, commune_code, former_commune_code }: HamletText, lon: number | null, lat: number | null) {
    if (!hamlet) return undefined
    return hamletOf(this.named(commune_code, hamlet), former_commune_code, lon, lat)
  }

  /** Whether two texts name the same. */
  sameName(a: string, b: string): boolean {
    return a === b || this.#key(a) === this.#key(b)
  }

  #place(commune: string, name: string): string {
    return `${commune}/${this.#key(name)}`
  }

  #key(name: string): string {
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const key = hamletKey(name)
    if (this.#keys.size < KEPT_KEYS) this.#keys.set(name, key)
    return key
  }
}

function add(places: Map<string, HamletPlace[]>, place: string, hamlet: HamletPlace): void {
  const others = places.get(place)
  if (others === undefined) places.set(place, [hamlet])
  else if (!others.some(({ uid }) => uid === hamlet.uid)) others.push(hamlet)
}
