import type { AddressRow } from '../../store/record/rows.ts'
import { addressFeature, type UnitKnowledge } from './address-feature.ts'
import { AddressTexts, withMembers } from './address-texts.ts'
import type { GeocodeFeature } from './geocode-reply.ts'

/** The form in which an answer takes its features. */
export interface FeatureForm<Form> {
  readonly ofAddress: (
    row: AddressRow,
    units: UnitKnowledge,
    options: { at: string | undefined; vn: Record<string, unknown> },
  ) => Form
  readonly of: (feature: GeocodeFeature) => Form
}

export const AS_OBJECTS: FeatureForm<GeocodeFeature> = { ofAddress: addressFeature, of: (feature) => feature }

/** JSON; `vn` of an address has members that its feature has not by itself. */
export function asTexts(parts: { units: UnitKnowledge; addressTexts?: AddressTexts }): FeatureForm<string> {
  const { addressTexts = new AddressTexts(parts.units) } = parts
  return {
    ofAddress: (row, units, { at, vn }) =>
      at === undefined
        ? withMembers(addressTexts.of(row), vn)
        : JSON.stringify(addressFeature(row, units, { at, vn })),
    of: (feature) => JSON.stringify(feature),
  }
}
