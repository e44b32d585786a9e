import type { Box } from '../../geo/box.ts'
import type { AreaAround } from '../../geo/place-in-area.ts'
import type { AddressStatus } from '../../store/layout/address-status.ts'
import type { HamletPlace } from '../../store/registry/components/hamlet-match.ts'
import type { FieldProfiles } from '../profiles/field-profiles.ts'

/** An address as it is drafted or stored; what is absent counts as empty. */
export interface CheckedDraft {
  readonly uid?: string | null | undefined
  readonly code?: string | null | undefined
  readonly ndas?: string | null | undefined
  readonly class: number
  readonly name?: string | null | undefined
  readonly house_number?: string | null | undefined
  readonly street?: string | null | undefined
  readonly hamlet?: string | null | undefined
  readonly hamlet_uid?: string | null | undefined
  readonly group_name?: string | null | undefined
  readonly commune_code: string
  readonly former_commune_code?: string | null | undefined
  readonly postcode?: string | null | undefined
  readonly position?: string | null | undefined
  readonly status?: AddressStatus | null | undefined
  readonly raw_text?: string | null | undefined
  /** JSON of the values of profile fields that have no column. */
  readonly attributes?: string | null | undefined
  readonly lon: number | null
  readonly lat: number | null
}

/** Another address, as far as the rules compare with it. */
export interface Neighbour {
  readonly uid: string
  /** Its line, where it stands in the file that is checked. */
  readonly line?: number | null
  readonly class: number
  readonly name: string | null
  readonly house_number: string | null
  readonly street: string | null
  readonly hamlet: string | null
  readonly commune_code: string
  readonly former_commune_code: string | null
  readonly lon: number
  readonly lat: number
}

/** What is compared of a house along its street. */
export type HouseAlong = Pick<Neighbour, 'uid' | 'house_number' | 'former_commune_code' | 'lon' | 'lat'>

/** What the rules ask of the administrative units; an import's finders answer it too. */
export interface UnitPort {
  /** The box around the communes of today, with a margin. */
  readonly extent: Box
  /** Whether some communes have no real boundary. */
  readonly approximate: boolean
  inForce(code: string): boolean
  /** The communes of today for a code that was valid once; empty for an unknown one. */
  successors(code: string): readonly string[]
  containing(lon: number, lat: number): AreaAround | undefined
  /** Metres to the boundary of a commune, `Infinity` from `limit` on; undefined where no real boundary of it is known. */
  metresTo(code: string, lon: number, lat: number, limit: number): number | undefined
}

/** At once, or later. */
export type Answer<T> = T | Promise<T>

/**
 * What the rules ask of the other addresses: those in force, without reserved, retired and alternative ones. The draft's
 * own address, by its uid, may be among them. Distances are upper bounds: further ones do no harm.
 */
export interface AddressPort {
  within(lon: number, lat: number, metres: number): Answer<readonly Neighbour[]>
  /** Those whose {@link placeKey} is the draft's, as far as they lie within some metres of a point. */
  along(key: string, lon: number, lat: number, metres: number): Answer<readonly HouseAlong[]>
  /** Those whose {@link placeKey} and {@link numberKey} are these. */
  numbered(key: string, number: string): Answer<readonly Neighbour[]>
  /** Uid of the address that carries or carried a code. */
  holder(scheme: 'local' | 'ndas', code: string): Answer<string | undefined>
}

/** What the rules ask of the hamlets. */
export interface HamletPort {
  /** Those that a text names in a commune, or that had the name once. */
  named(commune: string, name: string): Answer<readonly HamletPlace[]>
}

/** What the rules need beside the draft. */
export interface FindingPorts {
  readonly profiles: FieldProfiles
  readonly units: UnitPort
  readonly addresses: AddressPort
  readonly hamlets: HamletPort
}
