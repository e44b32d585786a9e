import type { Box } from '../../geo/box.ts'
import type { AreaAround } from '../../geo/place-in-area.ts'

/** What an import asks of the administrative units; whoever starts it answers from the register. */
export interface PlaceFinders {
  /** The box around the communes of today, with a margin. */
  readonly extent: Box
  /** Whether areas come from centre points: then their outer edge says nothing. */
  readonly approximate: boolean
  /** Whether a commune code is in force. */
  inForce(code: string): boolean
  /** The communes in force for a code that was valid once; empty for an unknown one. */
  successors(code: string): readonly string[]
  /** The commune around a point; `approximate` while its area is no real boundary. */
  containing(lon: number, lat: number): AreaAround | undefined
  /** Metres to the boundary of a commune, `Infinity` from `limit` on; undefined where no real boundary of it is known. */
  metresTo(code: string, lon: number, lat: number, limit: number): number | undefined
  /** Communes in force that the text of an address may name. */
  namedIn(rawText: string, lon: number, lat: number): readonly string[]
  /** Code of a district that was in force until 2025, by its name and perhaps its province's code. */
  district(name: string, provinceCode: string | null): string | undefined
}
