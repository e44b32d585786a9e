import type { ApiKeyTable } from '../../../store/people/accounts/account-tables.ts'
import type { Actor, Area, KeyScope, Role } from '../../actor.ts'

/** Roles that a program may act in: it never certifies, issues accounts or looks at people. */
const PROGRAMS: ReadonlySet<Role> = new Set(['collector', 'officer', 'agency', 'coordinator'])

/** The account of who made a key, as a program acts in its name: fewer roles, the key's scopes, the key's part of the area. */
export function keyActor(maker: Actor, { id, scopes, communes, layers }: ApiKeyTable): Actor {
  return {
    ...maker,
    roles: new Set([...maker.roles].filter((role) => PROGRAMS.has(role))),
    area: communes === null ? maker.area : within(maker.area, communes.split(' ')),
    key: {
      id,
      scopes: new Set(scopes.split(' ') as KeyScope[]),
      ...(layers !== null && { layers: new Set(layers.split(' ')) }),
    },
  }
}

/** The part of an area that lies in communes; of its hamlets none, whose communes it does not say. */
function within(area: Area, communes: readonly string[]): Area {
  const kept = communes.filter((commune) => area.everywhere || area.communes.has(commune))
  return { communes: new Set(kept), hamlets: new Set(), everywhere: false }
}
