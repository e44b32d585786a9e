import { checkCode } from '../../../codes/check-code.ts'
import type { Text } from '../../../errors.ts'
import { AddressCodes } from '../../../registry/address-codes.ts'
import type { GeocodeFeature } from '../../features/geocode-reply.ts'
import { type FeatureParts, featureById } from '../../read/features.ts'

/** What a link leads to. */
export interface SharedThing {
  readonly feature: GeocodeFeature
  /** The code of the link has been taken from this address, or the address is no more. */
  readonly retiredCode?: string
  /** What took its place. */
  readonly successors: readonly GeocodeFeature[]
}

/** A code that leads to nothing: why, and which codes may have been meant. */
export interface NoThing {
  readonly code: string
  readonly problems: readonly Text[]
  readonly suggestions: readonly string[]
}

/** Codes that are suggested at most. */
const SUGGESTED = 5

/** What an id stands for; undefined where nothing has it. */
export function thingById(id: string, parts: FeatureParts): SharedThing | undefined {
  const feature = featureById(id, parts)
  // what only the base map has is no thing of the register
  if (!feature || feature.properties.vn.basemap !== undefined) return undefined
  return { feature, successors: successorsOf(idsOf(feature), parts) }
}

/** What a code stands for that is written as codes are: local, national, or a whole plus code. */
export function thingByCode(code: string, parts: FeatureParts): SharedThing | NoThing {
  const checked = checkCode(code)
  const { normalized, scheme } = checked
  if (scheme === 'pluscode') {
    const feature = featureById(`pluscode:${normalized}`, parts)
    return feature ? { feature, successors: [] } : { code: normalized, problems: [OUTSIDE], suggestions: [] }
  }
  const codes = new AddressCodes(parts.addresses)
  const holder = checked.problems.length === 0 ? codes.holder(scheme, normalized) : undefined
  const feature = holder?.address && featureById(holder.address.uid, parts)
  if (!holder || !feature) {
    const problems = checked.problems.map(({ message }) => message)
    return {
      code: normalized,
      problems: problems.length > 0 ? problems : [UNKNOWN],
      suggestions: codes.near(checked, SUGGESTED),
    }
  }
  const isCarrier = [feature.properties.vn.code, feature.properties.vn.ndas].includes(normalized)
  if (isCarrier) return { feature, successors: successorsOf(idsOf(feature), parts) }
  const next = (holder.successor ?? '').split(' ').filter((one) => one !== '')
  return { feature, retiredCode: normalized, successors: successorsOf(next, parts) }
}

function idsOf({ properties: { vn } }: GeocodeFeature): readonly string[] {
  return (vn.successors as readonly string[] | undefined) ?? []
}

/** Features of codes or ids, of those that are there. */
function successorsOf(keys: readonly string[], parts: FeatureParts): GeocodeFeature[] {
  return keys.flatMap((key) => {
    const feature = featureById(parts.addresses.byCode(key)?.uid ?? key, parts)
    return feature ? [feature] : []
  })
}

const UNKNOWN: Text = {
  vi: 'Mã đúng dạng nhưng chưa được đăng ký ở đây.',
  en: 'The code is well formed, but not registered here.',
}
const OUTSIDE: Text = {
  vi: 'Plus code này chỉ một nơi ngoài tỉnh, hoặc không phải plus code.',
  en: 'This plus code lies outside the province, or is no plus code.',
}
