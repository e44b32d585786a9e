/** An administrative unit as search sees it; the register of units has these members. */
export interface SearchUnit {
  readonly code: string
  readonly level: 'province' | 'district' | 'commune'
  readonly type: string
  readonly name: string
  readonly fullName: string
  readonly validFrom: string
  readonly validTo?: string
  readonly centre?: [number, number]
  readonly area?: { readonly approximate: boolean }
}

/** Id of a unit as it is from one day on: its code and that day. */
export function versionId({ code, validFrom }: Pick<SearchUnit, 'code' | 'validFrom'>): string {
  return `${code}@${validFrom}`
}

export interface SearchLineage<U> {
  commune: U
  district?: U
  province: U
}

/** Where search learns of units through time; the current register when asked. */
export interface UnitSource<U extends SearchUnit = SearchUnit> {
  /** Every version of every unit. */
  readonly all: readonly U[]
  /** The versions of a unit's code. */
  versions(code: string): readonly U[]
  /** Communes in force that a unit's land is in now. */
  successorsOf(unit: U): ReadonlyArray<{
    unit: U
    extent: 'whole' | 'part'
    steps: readonly { basis: string; to: { code: string } }[]
  }>
  /** The units above a commune on its last day. */
  lineageOf(unit: U): SearchLineage<U> | undefined
  /** What a postal code of some list stands for today; with its last day where that list is out of force. */
  postcode(code: string): { communes: readonly U[]; validTo?: string } | undefined
  /** Whether some list has a postal code that begins with these digits. */
  hasPostcodesOf(prefix: string): boolean
  containing(lon: number, lat: number): { commune: U; metresToBoundary: () => number } | undefined
}
