import { isHidden } from '../../../store/layout/address-status.ts'
import type { PersonRequestHead } from '../../../store/people/requests/person-request-tables.ts'
import type { RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { namedAddress } from '../../doors/named-address.ts'
import type { Receipted } from '../../doors/receipts.ts'
import { Refusal } from '../../refusal.ts'

/** The id of an address that everybody sees, by its id or code; throws {@link Refusal} `unknown-address`. */
export async function publicAddressOf(tx: RegistryTransaction, idOrCode: string): Promise<string> {
  const uid = await namedAddress(tx, idOrCode)
  const found = (await tx.sets.byUids([uid])).get(uid)
  if (found !== undefined && !isHidden(found)) return uid
  throw new Refusal('unknown-address', {
    vi: `Không có địa chỉ nào mang id hay mã "${idOrCode}".`,
    en: `No address has the id or code "${idOrCode}".`,
  })
}

/** A request as its receipt shows it: its clocks and what became of it, never what was asked or answered. */
export function receipted(request: PersonRequestHead): Receipted {
  const { kind, state, created_at, fulfilled_at, commune_code, outcome, reply_due, fulfil_due } = request
  return {
    ...{ kind, created_at, commune_code, reply_due, fulfil_due },
    state: outcome === 'refused' ? 'refused' : state,
    ended_at: fulfilled_at,
    settled_office: null,
    settle_reason: null,
    settle_text: null,
  }
}
