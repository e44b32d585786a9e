import { formatLocalCode, LOCAL_CODE } from '../../../codes/local-code.ts'
import { plusCodeAt } from '../../../codes/plus-code.ts'
import type { Box } from '../../../geo/box.ts'
import { type FormerUnits, formerLabel, formerUnits } from '../../../text/former-label.ts'
import type { GeocodeFeature } from '../../features/geocode-reply.ts'

/** A former form of a thing: its address then, or the units alone, the last day of that and the document that ended it. */
export interface FormerForm {
  readonly code: string | undefined
  readonly label: string
  readonly until: string | undefined
  readonly basis: string | undefined
}

/** What pages, pictures and sheets tell of a thing, in no language. */
export interface ThingFacts {
  readonly id: string
  readonly kind: string
  /** What is named, and where it lies: the label in two. */
  readonly head: string
  readonly where: string
  readonly label: string
  readonly isAddress: boolean
  /** Communes and larger units: areas rather than places. */
  readonly isUnit: boolean
  readonly status: string | undefined
  readonly class: number | undefined
  readonly code: string | undefined
  /** The code as people read it. */
  readonly codeText: string | undefined
  readonly ndas: string | undefined
  readonly postcode: string | undefined
  /** `[lon, lat]`. */
  readonly position: readonly [number, number] | undefined
  readonly box: Box | undefined
  readonly plusCode: string | undefined
  /** The former form that was chosen, or all there are. */
  readonly former: readonly FormerForm[]
  /** Nobody knows which of the former forms it was. */
  readonly isFormerUnsure: boolean
  readonly commune: string | undefined
  readonly state: string | undefined
  readonly street: string | undefined
  /** What took the place of an address that is no more, by id. */
  readonly successors: readonly string[]
}

interface Block {
  readonly kind: string
  readonly scheme?: string
  readonly code?: string | null
  readonly ndas?: string | null
  readonly class?: number
  readonly status?: string
  readonly commune?: { readonly name: string } | null
  readonly former?: readonly (FormerUnits & {
    readonly commune?: { readonly code: string; readonly name: string }
    readonly until?: string | null
    readonly basis?: string | null
    readonly possible?: boolean
  })[]
  readonly successors?: readonly string[]
}

const UNITS: ReadonlySet<string> = new Set(['commune', 'district', 'province'])

/** What is told of a feature; of its former forms that of the commune `former` alone, when it is among them. */
export function thingFacts(feature: GeocodeFeature, former: string | undefined): ThingFacts {
  const { geocoding } = feature.properties
  const vn = feature.properties.vn as unknown as Block
  const isUnit = UNITS.has(vn.kind)
  const isAddress = vn.class !== undefined
  const [head, where] = inTwo(geocoding.label, vn.kind === 'point' ? geocoding.name : undefined)
  const all = vn.former ?? []
  const chosen = all.filter(({ commune }) => commune?.code === former)
  const shown = chosen.length > 0 ? chosen : all
  const [lon, lat] = feature.geometry?.coordinates ?? []
  const position = lon === undefined || lat === undefined ? undefined : ([lon, lat] as const)
  const code = vn.scheme === undefined || isAddress ? (vn.code ?? undefined) : undefined
  return {
    id: String(feature.id),
    kind: vn.scheme ?? vn.kind,
    head,
    where,
    label: geocoding.label,
    isAddress,
    isUnit,
    status: vn.status,
    class: vn.class,
    code,
    codeText: code !== undefined && LOCAL_CODE.test(code) ? formatLocalCode(code) : code,
    ndas: vn.ndas ?? undefined,
    postcode: geocoding.postcode,
    position,
    box: feature.bbox as Box | undefined,
    plusCode: position && !isUnit ? plusCodeAt({ lon: position[0], lat: position[1] }) : undefined,
    former: shown.map((one) => ({
      code: one.commune?.code,
      label: (isUnit ? undefined : formerLabel(geocoding.label, vn.commune?.name, one)) ?? formerUnits(one),
      until: one.until ?? undefined,
      basis: one.basis ?? undefined,
    })),
    isFormerUnsure: shown.length > 1 && shown.some(({ possible }) => possible),
    commune: geocoding.city,
    state: geocoding.state,
    street: geocoding.name,
    successors: vn.successors ?? [],
  }
}

/** Decimal degrees with six digits, latitude first as people and phones write it. */
export function coordinatesText([lon, lat]: readonly [number, number]): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`
}

/** A label at its first comma; the comma of a coordinate parts nothing. */
function inTwo(label: string, whole: string | undefined): [head: string, where: string] {
  const end = whole !== undefined && label.startsWith(whole) ? whole.length : label.indexOf(', ')
  return end < 0 ? [label, ''] : [label.slice(0, end), label.slice(end + 2)]
}
