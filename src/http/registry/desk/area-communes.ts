import type { Actor } from '../../../registry/actor.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'

export interface AreaCommune {
  readonly code: string
  readonly name: string
}

/** Communes of an actor's area with their names, in the order of these; none for who has hamlets alone. */
export function areaCommunes({ area }: Actor, register: Pick<UnitRegister, 'at' | 'today'>): AreaCommune[] {
  return register
    .at(register.today, { level: 'commune' })
    .filter(({ code }) => area.everywhere || area.communes.has(code))
    .map(({ code, fullName: name }) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}
