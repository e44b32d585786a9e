import type { Actor, Role } from '../actor.ts'

/** An actor as JSON, so that what was begun in their name goes on in it. */
export function packedActor({ account, person, office, roles, area }: Actor): string {
  const { communes, hamlets, everywhere } = area
  return JSON.stringify({
    account,
    person,
    office,
    roles: [...roles],
    area: { communes: [...communes], hamlets: [...hamlets], everywhere },
  })
}

/** The actor of {@link packedActor}. */
export function unpackedActor(packed: string): Actor {
  const { roles, area, ...who } = JSON.parse(packed) as Omit<Actor, 'roles' | 'area'> & {
    roles: Role[]
    area: { communes: string[]; hamlets: string[]; everywhere: boolean }
  }
  const { communes, hamlets, everywhere } = area
  return {
    ...who,
    roles: new Set(roles),
    area: { communes: new Set(communes), hamlets: new Set(hamlets), everywhere },
  }
}
