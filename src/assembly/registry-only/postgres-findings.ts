import { hamletsNamed } from '../../registry/actions/hamlet-of-address.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { RuleFinding } from '../../registry/findings/finding.ts'
import type { AddressPort, CheckedDraft, HamletPort } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { holderOf, neighboursIn } from '../../store/registry/engines/postgres-neighbours.ts'
import type { RegistryEngine } from '../../store/registry/registry-database.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import { loadFieldProfiles } from '../checking/checking-ports.ts'
import { MOST_HOUSES, portAround } from '../checking/live-findings.ts'
import { placeFinders } from '../places/place-finders.ts'

/** The other addresses around one draft, in a database. */
export function postgresNeighbours(db: RegistryEngine['db'], draft: CheckedDraft): AddressPort {
  return portAround(draft, {
    around: (lon, lat, metres) => neighboursIn(db, { lon, lat, metres, limit: MOST_HOUSES }),
    holder: (scheme, code) => holderOf(db, scheme, code),
  })
}

/** The rules of findings for what somebody sends, over a database. */
export function postgresFindings(
  engine: RegistryEngine,
  register: UnitRegister,
): (draft: CheckedDraft) => Promise<RuleFinding[]> {
  const { db } = engine
  const store = new RegistryStore(engine)
  let profiles: FieldProfiles | undefined
  const units = placeFinders(register, () => [])
  return (draft) => {
    profiles ??= loadFieldProfiles()
    const addresses = postgresNeighbours(db, draft)
    const hamlets: HamletPort = {
      named: (commune, name) => store.read((tx) => hamletsNamed(tx, commune, name)),
    }
    return draftFindings(draft, { profiles, units, addresses, hamlets })
  }
}
