import type { AddressDraft } from '../../src/registry/actions/create-address.ts'
import type { Actor, Role } from '../../src/registry/actor.ts'
import { COMMUNES } from './registry-engines.ts'

const [HERE] = COMMUNES

/** An account of a person with roles in communes. */
export function actor(person: string, roles: readonly Role[], communes: readonly string[] = [HERE]): Actor {
  return {
    account: `account-${person}`,
    person,
    office: `office-${communes[0]}`,
    roles: new Set(roles),
    area: { communes: new Set(communes), hamlets: new Set(), everywhere: false },
  }
}

export const collector = actor('cúc', ['collector'])
export const officer = actor('oanh', ['officer'])
export const verifier = actor('vinh', ['verifier'])

/** A house to declare, with overrides. */
export function draft(more: Partial<AddressDraft> = {}): AddressDraft {
  return {
    class: 1,
    name: null,
    house_number: '12/4B',
    street: 'Nguyễn Đình Chiểu',
    hamlet: 'Khu phố 2',
    group_name: null,
    commune_code: HERE,
    former_commune_code: null,
    postcode: null,
    position: 'entrance',
    source: null,
    raw_text: 'nhà ông Ba 12/4b NĐC',
    ndas: null,
    attributes: null,
    lon: 106.41,
    lat: 10.53,
    ...more,
  }
}
