/** What a thematic style's metadata says of its map. */
export interface ThemeFacts {
  id: string
  kind: 'features' | 'counts'
  title: { vi: string; en: string }
  owner: string | null
  licence: string | null
  updated_at: string | null
  threshold: number | null
  size: number
  bounds: [number, number, number, number] | null
  periods: string[]
  /** What is counted, by name, that with most cases first. */
  subjects?: string[]
  /** Colours of counts. */
  shades?: CountShades
  /** What fields are called, and what their numbers are of. */
  field_texts?: FieldTexts
  filters: { field: string; values: string[] }[]
  legend: {
    field: string | null
    entries: { value: string | number | null; label: { vi: string; en: string }; colour: string }[]
  }
}

/** Titles and units by the name of the field. */
export type FieldTexts = Record<string, { vi?: string; en?: string; unit?: string }>

/** Colours of a map of counts, from few to many, for none and for hidden numbers. */
export interface CountShades {
  ramp: string[]
  zero: string
  hidden: string
}

/** What is chosen of counts. */
export interface CountChoice {
  /** A disease; empty for all together. */
  subject: string
  measure: 'count' | 'rate'
  /** Code of the commune whose course is shown. */
  commune: string | undefined
}

/** What is chosen on the page: values that are hidden, by field, and a period. */
export interface Choice {
  hidden: ReadonlyMap<string, ReadonlySet<string>>
  period: string | undefined
  counts?: CountChoice
}

export interface View {
  zoom: number
  lat: number
  lon: number
}

/** What the map shows at the moment: its middle and its edges, degrees. */
export interface Seen extends View {
  box: readonly [west: number, south: number, east: number, north: number]
}
