import { isHidden } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { AddressChanges } from '../actions/change-address.ts'
import { mustBeCurrent } from '../actions/guards.ts'
import { changesInHamlet } from '../actions/hamlet-of-address.ts'
import type { ProposalDraft } from '../proposals/proposal-draft.ts'
import { Refusal } from '../refusal.ts'
import { namedAddress } from './named-address.ts'

/** What of an address anybody may ask to be set right; to another commune an officer moves it. */
export type Correction = Pick<
  AddressChanges,
  'class' | 'name' | 'house_number' | 'street' | 'hamlet' | 'group_name' | 'lon' | 'lat'
>

/** The address that somebody has seen, by its id or code, and its revision then. */
export interface SeenAddress {
  readonly address: string
  readonly revision: number
}

/** Degrees below which a position is the same one, a decimetre: forms show six decimals. */
const SAME_PLACE = 1e-6

/** The proposal of a correction: of what is given what differs, waiting in the commune of the address. Throws {@link Refusal}. */
export async function correctionOf(
  tx: RegistryTransaction,
  { address, revision }: SeenAddress,
  given: Correction,
): Promise<ProposalDraft & { readonly place: StoredVersion }> {
  const present = await tx.addresses.byUid(await namedAddress(tx, address))
  if (present === undefined || isHidden(present))
    throw new Refusal('unknown-address', {
      vi: `Không có địa chỉ nào mang id hay mã "${address}".`,
      en: `No address has the id or code "${address}".`,
    })
  if (present.status === 'retired')
    throw new Refusal('wrong-state', {
      vi: 'Địa chỉ này đã thôi dùng nên không sửa được: hãy khai báo địa chỉ mới, hoặc báo sai.',
      en: 'This address is retired and is not corrected: declare a new one, or report an error.',
    })
  mustBeCurrent(present, revision, given)
  const changed = differing(present, given)
  if (Object.keys(changed).length === 0) throw nothingChanged()
  const changes = await changesInHamlet(tx, present, changed)
  const place = { ...present, ...changes }
  return {
    kind: 'correction',
    subject: present,
    place,
    content: { act: 'change', changes },
    reason: undefined,
  }
}

function differing(present: StoredVersion, { lon, lat, ...fields }: Correction): Correction {
  const isSamePlace =
    lon != null &&
    lat != null &&
    Math.hypot(lon - (present.lon ?? Number.NaN), lat - (present.lat ?? Number.NaN)) <= SAME_PLACE
  const texts = Object.entries(fields).filter(
    ([field, value]) => value !== undefined && value !== present[field as keyof typeof fields],
  )
  return { ...Object.fromEntries(texts), ...(lon != null && lat != null && !isSamePlace && { lon, lat }) }
}

function nothingChanged(): Refusal {
  const message = {
    vi: 'Chưa có gì khác so với địa chỉ hiện nay: hãy sửa ít nhất một mục.',
    en: 'Nothing differs from the address as it is: change one field at least.',
  }
  return new Refusal('findings', message, {
    findings: [{ rule: 'nothing-changed', severity: 'error', path: '', message }],
  })
}
