import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import { postgresHamlets } from '../../store/registry/components/postgres-hamlets.ts'
import { postgresUnits } from '../../store/registry/engines/postgres-units.ts'
import type { RegistryEngine } from '../../store/registry/registry-database.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'
import { vietnamToday } from '../../units/calendar.ts'
import { AddressConverter } from '../../units/conversion/address-converter.ts'
import { HamletIndex } from '../../units/conversion/hamlet-index.ts'
import { UnitRegister } from '../../units/unit-register.ts'
import { placeFinders } from '../places/place-finders.ts'
import type { CheckedRecord } from './checked-record.ts'

/** Addresses read in one transaction: a long one would keep old versions of rows from being cleared away. */
const TOGETHER = 1000

/** A record in a database, for a check; its units and hamlets are those of this moment. */
export async function databaseRecord(engine: RegistryEngine): Promise<CheckedRecord> {
  const { db } = engine
  const store = new RegistryStore(engine)
  const register = new UnitRegister(await postgresUnits(db), vietnamToday)
  const names = await postgresHamlets(db)
  const index = new HamletIndex([...names.inForce].map((hamlet) => ({ kind: null, ...hamlet })))
  const converter = new AddressConverter(register, () => index)
  return {
    finders: placeFinders(register, (text) =>
      converter.convert({ text }, 'current').candidates.map(({ commune }) => commune.code),
    ),
    hamlets: new HamletFinder(names),
    holder: async (scheme, code) => (await store.read(({ sets }) => sets.holders(scheme, [code]))).get(code),
    carrier: async (column, value) =>
      (await store.read(({ sets }) => sets.carriers(column, [value]))).get(value),
    accepted: () => store.read(({ acceptedFindings }) => acceptedFindings.keys()),
    count: () => store.read(({ sets }) => sets.count()),
    async *all() {
      for (let behind = 0; ; ) {
        const some = await store.read(({ changed }) => changed.behind(behind, TOGETHER))
        for (const { row, version } of some) yield { row, draft: version, source: version.source }
        if (some.length < TOGETHER) return
        behind = (some.at(-1) as { row: number }).row
      }
    },
  }
}
