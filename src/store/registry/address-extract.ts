import type { VersionFacts } from '../record/addresses.ts'
import type { AddressSource } from '../record/public-addresses.ts'
import type { AddressRow, AddressVersionRow, IdentifierRow } from '../record/rows.ts'

/** What a database knows of some addresses. */
export interface ExtractRows {
  readonly addresses: readonly AddressRow[]
  /** What ties a present version to its event, by uid. */
  readonly facts: ReadonlyMap<string, VersionFacts>
  /** Earlier versions, oldest first. */
  readonly versions: readonly AddressVersionRow[]
  readonly identifiers: readonly IdentifierRow[]
}

/** Some addresses with their versions and identifiers, read together, and asked as if they were all. */
export class AddressExtract implements AddressSource {
  readonly #rows: ExtractRows
  readonly #byFid: ReadonlyMap<number, AddressRow>
  readonly #byUid: ReadonlyMap<string, AddressRow>
  readonly #byCode: ReadonlyMap<string | null, AddressRow>
  readonly #byNdas: ReadonlyMap<string | null, AddressRow>
  readonly #versions: ReadonlyMap<string, AddressVersionRow[]>
  readonly #identifiers: ReadonlyMap<string, IdentifierRow>
  readonly #identifiersOf: ReadonlyMap<string, IdentifierRow[]>

  constructor(rows: ExtractRows) {
    this.#rows = rows
    this.#byFid = new Map(rows.addresses.map((row) => [row.fid, row]))
    this.#byUid = new Map(rows.addresses.map((row) => [row.uid, row]))
    this.#byCode = new Map(rows.addresses.map((row) => [row.code, row]))
    this.#byNdas = new Map(rows.addresses.map((row) => [row.ndas, row]))
    this.#versions = byUid(rows.versions)
    this.#identifiers = new Map(rows.identifiers.map((row) => [`${row.scheme} ${row.value}`, row]))
    this.#identifiersOf = byUid(rows.identifiers)
  }

  byFid(fid: number): AddressRow | undefined {
    return this.#byFid.get(fid)
  }

  byUid(uid: string): AddressRow | undefined {
    return this.#byUid.get(uid)
  }

  byCode(code: string): AddressRow | undefined {
    return this.#byCode.get(code)
  }

  byNdas(ndas: string): AddressRow | undefined {
    return this.#byNdas.get(ndas)
  }

  identifier(scheme: string, value: string): IdentifierRow | undefined {
    return this.#identifiers.get(`${scheme} ${value}`)
  }

  identifiersOf(uid: string): IdentifierRow[] {
    return this.#identifiersOf.get(uid) ?? []
  }

  versionsOf(uid: string): AddressVersionRow[] {
    return this.#versions.get(uid) ?? []
  }

  versionFacts(uid: string): VersionFacts | undefined {
    return this.#rows.facts.get(uid)
  }

  lastChange(uid: string): string | undefined {
    return this.versionsOf(uid).at(-1)?.recorded_until
  }

  stateOf(idOrCode: string): string | undefined {
    const row = this.byUid(idOrCode) ?? this.byCode(idOrCode) ?? this.byNdas(idOrCode)
    return (row ?? this.versionsOf(idOrCode).at(-1))?.status
  }
}

function byUid<Row extends { readonly uid: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const lists = new Map<string, Row[]>()
  for (const row of rows) {
    const list = lists.get(row.uid)
    if (list) list.push(row)
    else lists.set(row.uid, [row])
  }
  return lists
}
