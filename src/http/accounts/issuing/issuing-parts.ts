import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AccountCare } from '../../../registry/accounts/issuing/account-care.ts'
import type { Activation } from '../../../registry/accounts/issuing/activation.ts'
import type { Administrators } from '../../../registry/accounts/issuing/administrators.ts'
import type { Approvals } from '../../../registry/accounts/issuing/approvals.ts'
import type { Issuing } from '../../../registry/accounts/issuing/issuing.ts'
import type { Offices } from '../../../registry/accounts/issuing/offices.ts'
import type { Places } from '../../../registry/accounts/issuing/places.ts'
import type { Slips } from '../../../registry/accounts/issuing/slips.ts'
import type { AccountUndo } from '../../../registry/accounts/limits/account-undo.ts'
import { ROLES } from '../../../registry/actor.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import type { FormBodies } from '../../doors/form-bodies.ts'
import type { StrangerGuard } from '../../doors/strangers/stranger-guard.ts'
import { DateField } from '../../edge/fields.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'

/** Rules of offices and of issuing accounts. */
export interface IssuingRoom {
  readonly issuing: Issuing
  readonly slips: Slips
  readonly activation: Activation
  readonly administrators: Administrators
  readonly approvals: Approvals
  readonly care: AccountCare
  readonly undo: AccountUndo
  readonly offices: Offices
  readonly places: () => Places
}

export interface IssuingRouteParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: IssuingRoom | undefined
  guard: ActorGuard
  /** The door of requests and slips, which need no account. */
  strangers: StrangerGuard
  forms: FormBodies
  /** Names of communes on slips. */
  units: { readonly register: UnitRegister }
  /** Where slips lead to: `PUBLIC_URL`, or host and port, never what a request says. */
  ownUrl: () => string
  publicUrl: string | undefined
  /** What a form of the session of a request proves itself by; undefined without a session. */
  csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

/** Id of an account, office or approval. */
export const Id = Type.String({ minLength: 1, maxLength: 100 })
export const params = Type.Object({ id: Id })
export const Roles = Type.Array(Type.Union(ROLES.map((role) => Type.Literal(role))), {
  minItems: 1,
  maxItems: ROLES.length,
  uniqueItems: true,
})

const exact = { additionalProperties: false }
/** Where somebody is to work. */
export const Areas = Type.Array(
  Type.Union([
    Type.Object({ commune: Type.String({ pattern: '^\\d{5}$' }) }, exact),
    Type.Object({ hamlet: Id }, exact),
    Type.Object({ everywhere: Type.Literal(true) }, exact),
  ]),
  { maxItems: 200, description: 'communes of today by code, hamlets by id, or everywhere' },
)
export const Identity = Type.Object(
  {
    number: Type.String({ maxLength: 20, description: 'kept only as a keyed hash' }),
    how: Type.String({ minLength: 1, maxLength: 200 }),
  },
  exact,
)
const asked = {
  ...{ office: Id, roles: Roles, areas: Areas, valid_to: Type.Optional(DateField) },
  name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'kept sealed, or not at all' }),
  ),
  mail: Type.Optional(
    Type.String({ minLength: 3, maxLength: 254, description: 'kept sealed, or not at all' }),
  ),
}
/** What somebody without an account may ask for. */
export const AskedAccount = Type.Object(asked, exact)
/** What whoever issues accounts says of one. */
export const NewAccount = Type.Object(
  {
    ...asked,
    login: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{2,39}$' })),
    identity: Type.Optional(Identity),
    valid_from: Type.Optional(DateField),
  },
  exact,
)
