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
  /** Communes in force that a unit's land is in now. */
  successorsOf(
    unit: U,
  ): ReadonlyArray<{
    unit: U
    extent: 'whole' | 'part'
    steps: readonly { basis: string; to: { code: string } }[]
  }>
  /** The units above a commune on its last day. */
  lineageOf(unit: U): SearchLineage<U> | undefined
  postcode(code: string): { communes: readonly U[] } | undefined
  containing(lon: number, lat: number): { commune: U } | undefined
}
