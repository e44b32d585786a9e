import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../config.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import { isAside } from '../../registry/findings/duplicate-findings.ts'
import { numberKey, placeKey } from '../../registry/findings/place-key.ts'
import type { AddressPort, CheckedDraft } from '../../registry/findings/ports.ts'
import { type FieldProfiles, readFieldProfiles } from '../../registry/profiles/field-profiles.ts'
import type { AddressNeighbours, NeighbourRow } from '../../store/reading/address-neighbours.ts'

/** The field profiles that ship with the project, or that stand in their place. */
export function loadFieldProfiles(): FieldProfiles {
  return readFieldProfiles(readFileSync(join(packageRoot(), 'data', 'field-profiles.csv'), 'utf8'))
}

/** How far a check is: addresses are gathered first, then looked at. */
export type OnCheckProgress = (
  step: 'gathering' | 'checking',
  share: number | undefined,
  rows: number,
) => void

/** The other addresses of a check, with the codes that the record has given. */
export function addressPort(neighbours: AddressNeighbours, holder: AddressPort['holder']): AddressPort {
  return {
    within: (lon, lat, metres) => neighbours.within(lon, lat, metres),
    along: (place, lon, lat, metres) => neighbours.along(place, lon, lat, metres),
    numbered: (place, number) => neighbours.numbered(place, number),
    async holder(scheme, code) {
      return (await holder(scheme, code)) ?? neighbours.holder(scheme, code)
    },
  }
}

/** What neighbours keep of an address; undefined for one without a place. */
export function neighbourOf(
  draft: CheckedDraft & { readonly uid: string },
  line: number,
  units: Pick<PlaceFinders, 'inForce' | 'successors'>,
): NeighbourRow | undefined {
  const { uid, lon, lat, name, house_number, street, hamlet, former_commune_code, code, ndas } = draft
  if (lon === null || lat === null) return undefined
  const commune_code = communeOf(draft.commune_code, units)
  return {
    uid,
    line,
    class: draft.class,
    name: name ?? null,
    house_number: house_number ?? null,
    street: street ?? null,
    hamlet: hamlet ?? null,
    commune_code,
    former_commune_code: former_commune_code ?? null,
    lon,
    lat,
    code: code ?? null,
    ndas: ndas ?? null,
    place: placeKey({ commune_code, street, hamlet }) ?? null,
    number: numberKey(house_number) ?? null,
    aside: isAside(draft) ? 1 : 0,
  }
}

/** A former code that one commune of today stands for counts as that one. */
function communeOf(code: string, units: Pick<PlaceFinders, 'inForce' | 'successors'>): string {
  if (units.inForce(code)) return code
  const successors = units.successors(code)
  return successors.length === 1 ? (successors[0] as string) : code
}
