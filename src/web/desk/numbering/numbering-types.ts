/** What the page of numbering reads of the server's answers (`/v1/numbering`, `/v1/addresses/number`). */

export type Point = readonly [lon: number, lat: number]

interface ToNumber {
  readonly houses: number
  readonly without: number
}

export interface PlacesReply {
  readonly streets: readonly (ToNumber & { readonly street: string })[]
  readonly hamlets: readonly (ToNumber & { readonly hamlet_id: string; readonly name: string })[]
}

/** A house with the number that it would get. */
export interface PlannedHouse {
  readonly id: string
  readonly before: string | null
  readonly house_number: string
  readonly side: 'left' | 'right' | null
  readonly along: number | null
  readonly lon: number
  readonly lat: number
}

export type KeptBecause = 'certified' | 'has-number' | 'left-out' | 'outside-area' | 'same-number'

export interface PlanReply {
  readonly items: readonly PlannedHouse[]
  readonly counts: { readonly left: number; readonly because: Readonly<Partial<Record<KeptBecause, number>>> }
  readonly event?: string
  /** Where it was written before, under the same key: an address of it. */
  readonly id?: string
}
