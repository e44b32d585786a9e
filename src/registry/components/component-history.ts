import type { ComponentKind } from '../../store/registry/components/component-layers.ts'
import type { StoredComponent } from '../../store/registry/components/component-version.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'

/** A hamlet or street with the names that it had before. */
export interface ToldComponent {
  readonly version: StoredComponent
  readonly formerNames: readonly string[]
}

/** Hamlets and streets through time, as anybody may read them. */
export class ComponentHistory {
  readonly #store: RegistryStore

  constructor(store: RegistryStore) {
    this.#store = store
  }

  /** The newest version, also of what is merged or ended; undefined for an id that none has had. */
  async newest(kind: ComponentKind, uid: string): Promise<ToldComponent | undefined> {
    const versions = await this.versions(kind, uid)
    const version = versions.at(-1)
    return version && { version, formerNames: formerNames(versions) }
  }

  /** All versions, oldest first; none for an id that none has had. */
  versions(kind: ComponentKind, uid: string): Promise<StoredComponent[]> {
    return this.#store.read((tx) => tx.components.versions(kind, uid))
  }

  /** Those in force in a commune, by name. */
  inCommune(kind: ComponentKind, commune: string): Promise<ToldComponent[]> {
    return this.#store.read(async (tx) => {
      const told = new Map<string, StoredComponent[]>()
      for (const version of await tx.components.everInCommune(kind, commune))
        told.set(version.uid, [version, ...(told.get(version.uid) ?? [])])
      return [...told.values()]
        .map((versions) => ({
          version: versions.at(-1) as StoredComponent,
          formerNames: formerNames(versions),
        }))
        .filter(({ version }) => version.status === 'created' && version.commune_code === commune)
        .sort((a, b) => (a.version.name < b.version.name ? -1 : 1))
    })
  }
}

function formerNames(versions: readonly StoredComponent[]): string[] {
  const name = versions.at(-1)?.name
  return [...new Set(versions.map((version) => version.name))].filter((each) => each !== name)
}
