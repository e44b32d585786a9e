import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceInCommune } from '../../registry/components/components.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { RuleFinding } from '../../registry/findings/finding.ts'
import { numberKey, placeKey } from '../../registry/findings/place-key.ts'
import type {
  AddressPort,
  Answer,
  CheckedDraft,
  HamletPort,
  HouseAlong,
  Neighbour,
  UnitPort,
} from '../../registry/findings/ports.ts'
import { unitFindings } from '../../registry/findings/unit-findings.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import type { ReverseIndex } from '../../reverse/reverse-index.ts'
import { type WrittenPlace, WrittenPlaces } from '../../store/reading/written-places.ts'
import type { PublicAddresses } from '../../store/record/public-addresses.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { fileHamlets } from '../../store/registry/components/file-hamlets.ts'
import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import type { CurrentHamlets } from '../../units/conversion/current-hamlets.ts'
import type { CurrentUnits } from '../../units/current-units.ts'
import { recordFinders } from '../places/place-finders.ts'
import { loadFieldProfiles } from './checking-ports.ts'

/** How far away the same number on the same street is still looked for, in metres, and among how many houses. */
const SAME_STREET = 2000
export const MOST_HOUSES = 1000

/**
 * The rules of findings for what somebody sends, over the record as it is served. Units and profiles are read when somebody
 * first writes, units again when they have changed.
 */
export function liveFindings(
  record: RecordStore,
  followers: {
    readonly units: CurrentUnits
    readonly hamlets: CurrentHamlets
    readonly reverse: Pick<ReverseIndex, 'nearest'>
  },
): (draft: CheckedDraft) => Promise<RuleFinding[]> {
  let profiles: FieldProfiles | undefined
  const units = liveUnits(record, followers.units)
  const hamlets = liveHamlets(record, followers.hamlets)
  const served = servedAround(record, followers)
  return (draft) => {
    profiles ??= loadFieldProfiles()
    const addresses = portAround(draft, served)
    return draftFindings(draft, { profiles, units: units(), addresses, hamlets: hamlets() })
  }
}

/** The rules about a point in a commune, for hamlets. */
export function livePlaceFindings(
  record: RecordStore,
  followers: { readonly units: CurrentUnits },
): (place: PlaceInCommune) => RuleFinding[] {
  const units = liveUnits(record, followers.units)
  return (place) => placeFindingsOf(units())(place)
}

/** The same over units that stay as they are. */
export function placeFindingsOf(units: UnitPort): (place: PlaceInCommune) => RuleFinding[] {
  return (place) => unitFindings({ class: 1, ...place }, units).findings
}

function liveHamlets(record: RecordStore, current: CurrentHamlets): () => HamletPort {
  let hamlets: { readonly port: HamletPort; readonly index: unknown } | undefined
  return () => {
    const { index } = current
    if (hamlets?.index !== index) hamlets = { port: new HamletFinder(fileHamlets(record.db)), index }
    return hamlets.port
  }
}

function liveUnits(record: RecordStore, current: CurrentUnits): () => UnitPort {
  let units: { readonly port: UnitPort; readonly register: unknown } | undefined
  return () => {
    const { register } = current
    if (units?.register !== register) units = { port: recordFinders(record), register }
    return units.port
  }
}

/** Houses along the street of a draft, within some metres of its point, over the record as it is served. */
export function liveAlong(
  record: RecordStore,
  followers: { readonly reverse: Pick<ReverseIndex, 'nearest'> },
): (draft: CheckedDraft, metres: number) => Promise<readonly HouseAlong[]> {
  const served = servedAround(record, followers)
  return async (draft, metres) => {
    const { lon, lat } = draft
    const place = placeKey(draft)
    if (place === undefined || lon === null || lat === null) return []
    return portAround(draft, served).along(place, lon, lat, metres)
  }
}

/** The addresses that stand around a position, from what is served. */
function servedAround(
  { db, publicAddresses: addresses }: RecordStore,
  { reverse }: { readonly reverse: Pick<ReverseIndex, 'nearest'> },
): AroundSource {
  const written = new WrittenPlaces(db)
  const nearest = (lon: number, lat: number, metres: number) =>
    reverse.nearest(lon, lat, ['house'], MOST_HOUSES, metres)
  const rowsOf = (found: readonly { readonly fid: number }[]) =>
    found.map(({ fid }) => neighbour(fid, addresses)).filter((one) => one !== undefined)
  return {
    around: (lon, lat, metres) => rowsOf(nearest(lon, lat, metres)),
    // Four columns are read far sooner than a row, and of a thousand houses few are of the same street.
    where: (lon, lat, metres, isMeant) =>
      rowsOf(
        nearest(lon, lat, metres).filter(({ fid }) => {
          const place = written.of(fid)
          return place !== undefined && isMeant(place)
        }),
      ),
    holder: (scheme, code) => addresses.identifier(scheme, code)?.uid,
  }
}

/** What is asked of the addresses that stand around a position. */
interface AroundSource {
  around(lon: number, lat: number, metres: number): Answer<readonly Neighbour[]>
  /** Those of them that are meant by what is written, where these are told sooner than all; others may be among them. */
  where?(
    lon: number,
    lat: number,
    metres: number,
    isMeant: (written: WrittenPlace) => boolean,
  ): Answer<readonly Neighbour[]>
  readonly holder: AddressPort['holder']
}

/** The other addresses around one draft, from those that stand around a position, and from who carries a code. */
export function portAround({ lon, lat }: CheckedDraft, source: AroundSource): AddressPort {
  const around = (metres: number) => (lon === null || lat === null ? [] : source.around(lon, lat, metres))
  const where = async (metres: number, isMeant: (written: WrittenPlace) => boolean) => {
    if (lon === null || lat === null) return []
    const found = await (source.where?.(lon, lat, metres, isMeant) ?? source.around(lon, lat, metres))
    return found.filter(isMeant)
  }
  const keyOf = rememberedKeys()
  return {
    within: (_lon, _lat, metres) => around(metres),
    along: (key, _lon, _lat, metres) => where(metres, (each) => keyOf(each) === key),
    numbered: (key, number) =>
      where(SAME_STREET, (each) => numberKey(each.house_number) === number && keyOf(each) === key),
    holder: source.holder,
  }
}

/** {@link placeKey}, worked out once of each street: neighbours have few. */
function rememberedKeys(): typeof placeKey {
  const known = new Map<string, string | undefined>()
  return (place) => {
    const { commune_code, street, hamlet } = place
    const name = JSON.stringify([commune_code, street, hamlet])
    if (!known.has(name)) known.set(name, placeKey(place))
    return known.get(name)
  }
}

function neighbour(fid: number, addresses: PublicAddresses): Neighbour | undefined {
  const row = addresses.byFid(fid)
  const place = row && decodePoint(row.geom)
  return place && { ...row, lon: place[0], lat: place[1] }
}
