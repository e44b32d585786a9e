import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { RuleFinding } from '../../registry/findings/finding.ts'
import { numberKey, placeKey } from '../../registry/findings/place-key.ts'
import type { AddressPort, CheckedDraft, Neighbour, UnitPort } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import type { ReverseIndex } from '../../reverse/reverse-index.ts'
import type { PublicAddresses } from '../../store/public-addresses.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { CurrentUnits } from '../../units/current-units.ts'
import { recordFinders } from '../place-finders.ts'
import { loadFieldProfiles } from './checking-ports.ts'

/** How far away the same number on the same street is still looked for, in metres, and among how many houses. */
const SAME_STREET = 2000
const MOST_HOUSES = 1000

/**
 * The rules of findings for what somebody sends, over the record as it is served. Units and profiles are read when somebody
 * first writes, units again when they have changed.
 */
export function liveFindings(
  record: RecordStore,
  followers: { readonly units: CurrentUnits; readonly reverse: Pick<ReverseIndex, 'nearest'> },
): (draft: CheckedDraft) => Promise<RuleFinding[]> {
  let profiles: FieldProfiles | undefined
  let units: { readonly port: UnitPort; readonly register: unknown } | undefined
  return (draft) => {
    profiles ??= loadFieldProfiles()
    const { register } = followers.units
    if (units?.register !== register) units = { port: recordFinders(record), register }
    const addresses = livePort(draft, followers.reverse, record.publicAddresses)
    return draftFindings(draft, { profiles, units: units.port, addresses })
  }
}

/** The other addresses around one draft. */
function livePort(
  { lon, lat }: CheckedDraft,
  reverse: Pick<ReverseIndex, 'nearest'>,
  addresses: PublicAddresses,
): AddressPort {
  const around = (metres: number): Neighbour[] =>
    lon === null || lat === null
      ? []
      : reverse
          .nearest(lon, lat, ['house'], MOST_HOUSES, metres)
          .map(({ fid }) => neighbour(fid, addresses))
          .filter((found) => found !== undefined)
  const inPlace = (key: string, metres: number) => around(metres).filter((each) => placeKey(each) === key)
  return {
    within: (_lon, _lat, metres) => around(metres),
    along: (key, _lon, _lat, metres) => inPlace(key, metres),
    numbered: (key, number) =>
      inPlace(key, SAME_STREET).filter((each) => numberKey(each.house_number) === number),
    holder: (scheme, code) => addresses.identifier(scheme, code)?.uid,
  }
}

function neighbour(fid: number, addresses: PublicAddresses): Neighbour | undefined {
  const row = addresses.byFid(fid)
  const place = row && decodePoint(row.geom)
  return place && { ...row, lon: place[0], lat: place[1] }
}
