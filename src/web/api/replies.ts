/** The parts of the server's answers that the pages read (GeocodeJSON 0.1.0 with the block `vn`). */

export interface NamedUnit {
  code: string
  name: string
}

/** A former commune and what it lay in; of a former district or province only that. */
export interface Former {
  commune?: NamedUnit
  district?: NamedUnit
  province?: NamedUnit
  /** Last day, `YYYY-MM-DD`. */
  until?: string | null
  /** Number of the document that ended it. */
  basis?: string | null
  possible?: boolean
}

export interface AddressBlock {
  kind: string
  /** What the code is, where it is none of an address. */
  scheme?: 'postal' | 'pluscode'
  code?: string | null
  ndas?: string | null
  class?: number
  category?: string
  status?: string
  commune?: NamedUnit | null
  district?: NamedUnit | null
  province?: NamedUnit | null
  former?: Former[]
  successor?: string | null
  /** Whose it is, where it is not the register's; who is to be named for it. */
  basemap?: 'osm'
  attribution?: string
  /** Metres. */
  distance?: number
  grade?: 'A' | 'B' | 'C'
  /** `[start, end)` of the label, in UTF-16 units. */
  highlight?: Array<[number, number]>
  warnings?: string[]
  /** House numbers next to one that does not exist. */
  nearest?: string[]
  /** Staged typing: what to put into the box and where to leave the caret. */
  complete?: { text: string; caret: number }
}

export interface Place {
  id?: string | number
  /** `[minLon, minLat, maxLon, maxLat]` */
  bbox?: [number, number, number, number]
  /** `[lon, lat]`; null when nobody knows where it is. */
  geometry: { coordinates: number[] } | null
  properties: {
    geocoding: { type: string; label: string; name?: string; postcode?: string; accuracy?: number }
    vn: AddressBlock
  }
}

/** A place in a list of suggestions (`view=list`). */
export interface Suggestion {
  id: string
  properties: {
    geocoding: { type: string; label: string }
    vn: Pick<AddressBlock, 'kind' | 'grade' | 'warnings' | 'highlight' | 'complete' | 'basemap'> & {
      /** The former unit that was named. */
      former?: Array<{ full_name: string }>
    }
  }
}

/** What the server says of a query as a whole. */
export interface QueryRemark {
  warnings: string[]
  outside?: { name: string; kind: string; within: string | null; until?: string }
  missing?: 'lat' | 'lon'
  postcode?: { code: string; list: string }
}

export interface SearchReply {
  features: Place[]
  vn?: QueryRemark
}

export interface SuggestionReply {
  features: Suggestion[]
  vn?: QueryRemark
}

export interface ReverseReply {
  features: Place[]
  vn?: {
    commune: NamedUnit | null
    province?: NamedUnit
    metres_to_boundary?: number
    warnings?: string[]
  }
}

export interface CodeReply {
  normalized: string
  valid: boolean
  registered: boolean
  status: string | null
  problems: Array<{ code: string; message: string }>
  suggestions: string[]
  successor: string | null
  address: Place | null
}

export interface ReadyReply {
  data: string
}

/** A unit in a step of a conversion. */
export interface StepUnit {
  code: string
  full_name: string
  district?: NamedUnit
  province?: NamedUnit
}

export interface ConversionStep {
  from: StepUnit
  to: StepUnit
  extent: 'whole' | 'part'
  date: string
  basis: string
  article?: string | null
}

export interface ConversionCandidate {
  label: string
  commune: NamedUnit
  district?: NamedUnit
  province?: NamedUnit
  /** `[lon, lat]` */
  centre?: [number, number]
  steps: ConversionStep[]
  extent: 'whole' | 'part'
  possible?: boolean
}

export interface Conversion {
  input: unknown
  grade: 'A' | 'B' | 'C'
  candidates: ConversionCandidate[]
  warnings: string[]
}

export interface ConversionReply {
  results: Conversion[]
}

/** Something near, of `/v1/nearby`. */
export interface NearFeature {
  id: string
  /** `[lon, lat]` */
  geometry: { coordinates: [number, number] }
  properties: {
    layer: string
    kind: string | null
    name: string | null
    /** Metres. */
    distance: number
    basemap?: 'osm'
    attribution?: string
    commune: NamedUnit | null
  }
}

export interface NearbyReply {
  /** Kinds of the layer. */
  kinds: string[]
  features: NearFeature[]
}

/** House numbers of a street or hamlet. */
export interface NumbersReply {
  numbers: Array<{ number: string; id: string }>
  next: string | null
  sides: { odd: number; even: number; alley: number }
  /** Next to a number that does not exist. */
  nearest: string[]
}

export interface LayersReply {
  layers: Array<{ id: string }>
}
