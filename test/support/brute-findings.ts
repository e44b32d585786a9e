import { storedFindings } from '../../src/registry/desk/stored-findings.ts'
import { draftFindings } from '../../src/registry/findings/draft-findings.ts'
import { isAside } from '../../src/registry/findings/duplicate-findings.ts'
import type { RuleFinding } from '../../src/registry/findings/finding.ts'
import { numberKey, placeKey } from '../../src/registry/findings/place-key.ts'
import type { CheckedDraft, FindingPorts, HouseAlong, Neighbour } from '../../src/registry/findings/ports.ts'
import type { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { shippedProfiles, twoCommunes } from './finding-world.ts'

const profiles = shippedProfiles()

/** The rules of findings over all addresses of a record, which are read anew for every question. */
export function bruteFindings(store: RegistryStore) {
  const all = () => store.read((tx) => tx.changed.behind(0, 100_000))
  const ports = async (): Promise<FindingPorts> => {
    const neighbours = (await all())
      .map(({ version }) => version)
      .filter((version): version is typeof version & Neighbour => version.lon !== null && !isAside(version))
    return {
      profiles,
      units: twoCommunes(),
      addresses: {
        within: () => neighbours,
        along: (key) => neighbours.filter((each) => placeKey(each) === key),
        numbered: (key, number) =>
          neighbours.filter((each) => placeKey(each) === key && numberKey(each.house_number) === number),
        holder: () => undefined,
      },
      hamlets: { named: () => [] },
    }
  }
  return {
    findings: async (draft: CheckedDraft): Promise<RuleFinding[]> => draftFindings(draft, await ports()),
    along: async (draft: CheckedDraft): Promise<readonly HouseAlong[]> => {
      const { addresses } = await ports()
      const key = placeKey(draft)
      return key === undefined ? [] : addresses.along(key, 0, 0, 0)
    },
    /** What should be stored of the record as it is, as `id commune state` in order. */
    async expected(isAccepted: (key: string) => boolean = () => false): Promise<string[]> {
      const rules = await ports()
      const rows = new Set<string>()
      for (const address of await all())
        for (const { id, commune_code, state } of storedFindings(
          address,
          await draftFindings(address.version, rules),
          isAccepted,
          '',
        ))
          rows.add(`${id} ${commune_code} ${state}`)
      return [...rows].sort()
    },
  }
}
