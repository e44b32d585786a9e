import { houseKey } from '../../parsing/house-path.ts'
import { normalizeText } from '../../text/normalize.ts'
import { fold, nameKey } from '../../text/syllable.ts'
import type { CheckedDraft } from './ports.ts'

type Parts = Pick<CheckedDraft, 'commune_code' | 'street' | 'hamlet'>

/** What house numbers are counted within: the street of a commune, else its hamlet; undefined where neither is named. */
export function placeKey({ commune_code, street, hamlet }: Parts): string | undefined {
  const name = street?.trim() || hamlet?.trim()
  if (!name) return undefined
  return `${commune_code}${street?.trim() ? '/' : '#'}${nameKey(normalizeText(name)).replace(LEAD, '')}`
}

/** "Đường Nguyễn Huệ" is "Nguyễn Huệ". */
const LEAD = /^đươngF (?=\p{L})/u

/** Under which equal house numbers meet; undefined for none. */
export function numberKey(houseNumber: string | null | undefined): string | undefined {
  const text = houseNumber?.trim()
  return text ? houseKey(fold(text).replace(INTRODUCED, '')) : undefined
}

const INTRODUCED = /^(?:(?:nha )?so|sn|#)[ .:]*/
