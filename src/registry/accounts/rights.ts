import { type Actor, GUARDED_ROLES, type KeyScope, ROLES, type Role } from '../actor.ts'

/**
 * What of another area becomes of a request: `own` refuses it (403), `hidden` tells nothing of what there is (404), `each`
 * decides on each row by itself, `self` is about what is one's own alone (404), `served` about one's own office and those that it
 * serves (404), `all` knows no area.
 */
export type RightArea = 'own' | 'hidden' | 'each' | 'self' | 'served' | 'all'

/** Who may ask for something, of what is in a state. */
export interface Right {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the router knows it. */
  readonly path: string
  /** State of what it is about, and to which it leads; empty where none matters. */
  readonly state: string
  /** None: nobody, whatever their role. */
  readonly roles: readonly Role[]
  readonly area: RightArea
  /** Scope that a key needs; undefined where no key will do. */
  readonly key: KeyScope | undefined
}

const EVERY = ROLES
const COLLECTS: readonly Role[] = ['collector', 'officer']
const WRITES: readonly Role[] = ['collector', 'officer', 'verifier']
const OFFICE: readonly Role[] = ['officer', 'verifier']
const OFFICER: readonly Role[] = ['officer']
/** Who has papers issued in communes that let them. */
const CITIZEN: readonly Role[] = ['citizen']
const VERIFIER: readonly Role[] = ['verifier']
const AGENCY: readonly Role[] = ['agency']
/** Who sends files of many rows. */
const SENDERS: readonly Role[] = ['officer', 'agency']
const AUDITOR: readonly Role[] = ['auditor']
const READS: readonly Role[] = ['coordinator', 'auditor']
const ADMINISTRATOR: readonly Role[] = ['administrator']
/** Whose account may have keys. */
const PROGRAMS: readonly Role[] = ['collector', 'officer', 'agency', 'coordinator']
const NOBODY: readonly Role[] = []
/** Who may log in without a second factor. */
const UNGUARDED = ROLES.filter((role) => !GUARDED_ROLES.has(role))
/** Who issues accounts and cares for them, in the offices that they serve. */
const OPERATOR: readonly Role[] = ['operator']
/** Who may say yes in the name of an office to what another person asks. */
const SECONDS: readonly Role[] = ['officer', 'verifier', 'coordinator', 'operator', 'auditor']
const AGREES: readonly Role[] = [...SECONDS, 'administrator']

type Line = readonly [
  route: string,
  state: string,
  roles: readonly Role[],
  area: RightArea,
  key?: KeyScope | undefined,
]

/** Lines of something that changes as an address does. */
const likeChange = (route: string): Line[] => [
  [route, 'created', COLLECTS, 'own', 'write'],
  [route, 'verified | official', OFFICE, 'own', 'write'],
  [route, 'retired', NOBODY, 'own', 'write'],
]

/** Lines of something that puts an end to addresses: it is no program's. */
const likeRetiring = (route: string): Line[] => [
  [route, 'created', OFFICER, 'own'],
  [route, 'verified | official', OFFICE, 'own'],
  [route, 'retired', NOBODY, 'own'],
]

/** Lines of something that is done with an account: who may grant its roles may do it. */
const likeGranting = (route: string): Line[] => [
  [route, 'of a role that operators grant', OPERATOR, 'served'],
  [route, 'of a role that administrators grant', ADMINISTRATOR, 'all'],
]

const STEPS: readonly (readonly [step: string, roles: readonly Role[]])[] = [
  ['reserved → created', COLLECTS],
  ['created → created', VERIFIER],
  ['created → verified', VERIFIER],
  ['verified → official', VERIFIER],
  ['created → retired', OFFICER],
  ['verified → retired', OFFICE],
  ['official → retired', OFFICE],
  ['retired → created', OFFICER],
  ['created → official', NOBODY],
  ['official → verified', NOBODY],
]

const LINES: readonly Line[] = [
  ['POST /v1/addresses', '', COLLECTS, 'own', 'write'],
  ...likeChange('PATCH /v1/addresses/:id'),
  ['PATCH /v1/addresses/:id', 'created, into another area', COLLECTS, 'own', 'write'],
  ...STEPS.map(([step, roles]): Line => ['POST /v1/addresses/:id/transitions', step, roles, 'own']),
  ...STEPS.map(([step, roles]): Line => ['POST /v1/transitions', step, roles, 'each']),
  ...likeRetiring('POST /v1/addresses/:id/merge'),
  ['POST /v1/addresses/:id/merge', 'created, with one of another area', NOBODY, 'own'],
  ...likeRetiring('POST /v1/addresses/:id/split'),
  ['POST /v1/addresses/:id/split', 'created, into another area', NOBODY, 'own'],
  ...likeChange('POST /v1/addresses/:id/positions'),
  ...likeChange('POST /v1/addresses/:id/names'),
  ...likeChange('POST /v1/addresses/:id/units'),
  ...likeChange('POST /v1/addresses/:id/identifiers'),
  ['POST /v1/addresses/:id/identifiers', 'created, another scheme', OFFICER, 'own', 'write'],
  ['POST /v1/addresses/:id/redactions', 'created', OFFICE, 'own'],
  ['POST /v1/addresses/:id/redactions', 'verified | official', VERIFIER, 'own'],
  ['POST /v1/events/:id/undo', 'created', OFFICER, 'own'],
  ['POST /v1/events/:id/undo', 'changed', COLLECTS, 'own'],
  ['POST /v1/events/:id/undo', 'verified', OFFICE, 'own'],
  ['GET /v1/proposals/:id', 'in an area', WRITES, 'hidden'],
  ['GET /v1/proposals/:id', 'one’s own', EVERY, 'self'],
  ['PATCH /v1/proposals/:id', 'returned, one’s own', EVERY, 'self'],
  ['POST /v1/proposals/:id/accept', 'declaration', COLLECTS, 'own'],
  ['POST /v1/proposals/:id/accept', 'of created', OFFICE, 'own'],
  ['POST /v1/proposals/:id/accept', 'of verified', VERIFIER, 'own'],
  ['POST /v1/proposals/:id/reject', '', OFFICER, 'own'],
  ['POST /v1/proposals/:id/return', '', OFFICE, 'own'],
  ['POST /v1/proposals/:id/reopen', 'rejected', OFFICER, 'own'],
  ['POST /v1/proposals/:id/reopen', 'returned', OFFICE, 'own'],
  ...(
    [
      ...['GET /v1/me', 'POST /v1/me/password', 'POST /v1/me/factor', 'POST /v1/me/recovery-codes'],
      ...['DELETE /v1/me/sessions', 'DELETE /v1/me/sessions/:id'],
      ...['POST /v1/me/oidc', 'DELETE /v1/me/oidc'],
      ...['DELETE /v1/me/devices/:id', 'GET /tai-khoan', 'POST /tai-khoan'],
    ] as const
  ).map((route): Line => [route, 'logged in', EVERY, 'self']),
  ['DELETE /v1/me/factor', 'logged in', UNGUARDED, 'self'],
  ['GET /v1/queue', '', WRITES, 'own'],
  ['GET /v1/queue', '', READS, 'all'],
  ['GET /v1/basemap/candidates', '', WRITES, 'all'],
  ['GET /v1/basemap/candidates', '', READS, 'all'],
  ['GET /v1/items/address/:id', 'created', WRITES, 'hidden'],
  ['GET /v1/unverified', '', WRITES, 'own'],
  ['GET /ban-lam-viec', '', WRITES, 'all'],
  ['GET /ban-lam-viec/danh-so', '', OFFICER, 'all'],
  ['PUT /v1/findings/:id', '', OFFICE, 'hidden'],
  ['POST /v1/findings/:id/repair', 'created', COLLECTS, 'hidden'],
  ['GET /v1/overview', '', WRITES, 'own', 'read'],
  ['GET /v1/overview', '', READS, 'all', 'read'],
  ['PUT /v1/expected', '', OFFICE, 'own'],
  ['PUT /v1/expected', '', ['coordinator'], 'all'],
  ['GET /ban-lam-viec/tong-quan', '', WRITES, 'own'],
  ['GET /ban-lam-viec/tong-quan', '', READS, 'all'],
  ['POST /ban-lam-viec/tong-quan', '', OFFICE, 'own'],
  ['POST /ban-lam-viec/tong-quan', '', ['coordinator'], 'all'],
  ...['GET /v1/addresses/:id/audit', 'GET /ban-lam-viec/lich-su'].flatMap((route): Line[] => [
    [route, 'created', WRITES, 'own'],
    [route, 'created', AUDITOR, 'all'],
  ]),
  ['GET /ban-lam-viec/thay-doi', '', OFFICE, 'own'],
  ['POST /ban-lam-viec/thay-doi', 'changed', OFFICER, 'own'],
  ['POST /ban-lam-viec/thay-doi', 'verified', OFFICE, 'own'],
  ['GET /ban-lam-viec/yeu-cau', '', OFFICE, 'each'],
  ['POST /ban-lam-viec/yeu-cau', '', OFFICE, 'hidden'],
  ['GET /tai-khoan/khai-bao-bang', '', EVERY, 'all'],
  ['POST /tai-khoan/khai-bao-bang', '', EVERY, 'all'],
  ['POST /tai-khoan/khai-bao-bang/tep', '', EVERY, 'all'],
  ...['hamlets', 'streets'].flatMap((kind): Line[] => [
    [`POST /v1/${kind}`, '', OFFICE, 'own'],
    [`PATCH /v1/${kind}/:id`, 'created', OFFICE, 'own'],
    [`POST /v1/${kind}/:id/merge`, 'created', OFFICE, 'own'],
    [`POST /v1/${kind}/:id/end`, 'created', OFFICE, 'own'],
  ]),
  ['PATCH /v1/hamlets/:id', 'of certified addresses', VERIFIER, 'own'],
  ['POST /v1/batches', 'of a layer', AGENCY, 'own', 'layers'],
  ['POST /v1/batches', 'of addresses', OFFICER, 'each'],
  ['GET /v1/batches', '', SENDERS, 'all'],
  ['GET /v1/batches/:id', 'one’s office | one’s office, of a layer', EVERY, 'hidden', 'layers'],
  ['POST /v1/batches/:id/apply', 'ready, of a layer', AGENCY, 'hidden', 'layers'],
  ['POST /v1/batches/:id/apply', 'ready', OFFICER, 'hidden'],
  ['POST /v1/batches/:id/undo', 'applied', OFFICER, 'hidden'],
  ['POST /v1/batches/:id/undo', 'applied, of a layer', AGENCY, 'hidden'],
  ['GET /v1/layers/:id/draft', 'draft', AGENCY, 'hidden', 'layers'],
  ['POST /v1/layers/:id/publish', 'draft', AGENCY, 'own'],
  ['GET /tai-khoan/lop', '', AGENCY, 'all'],
  ['POST /tai-khoan/lop', 'ready, of a layer', AGENCY, 'hidden'],
  ['POST /tai-khoan/lop/tep', 'of a layer', AGENCY, 'own'],
  ['PUT /v1/offices/:id/layers', '', ADMINISTRATOR, 'all'],
  ['POST /v1/batches/:id/sample', 'applied', OFFICE, 'hidden'],
  ['POST /v1/batches/:id/verify', 'drawn', VERIFIER, 'hidden'],
  ['GET /v1/samples', '', OFFICE, 'own'],
  ['GET /v1/webhooks', '', ADMINISTRATOR, 'all'],
  ['POST /v1/webhooks', '', ADMINISTRATOR, 'all'],
  ['DELETE /v1/webhooks/:id', '', ADMINISTRATOR, 'all'],
  ['GET /v1/webhooks/:id/deliveries', '', ADMINISTRATOR, 'all'],
  ['POST /v1/webhooks/:id/redeliver', '', ADMINISTRATOR, 'all'],
  ['POST /v1/accounts/:id/undo', 'suspended', ADMINISTRATOR, 'all'],
  ['GET /v1/keys', '', PROGRAMS, 'all'],
  ['POST /v1/keys', '', PROGRAMS, 'own'],
  ['DELETE /v1/keys/:id', '', PROGRAMS, 'self'],
  ['DELETE /v1/keys/:id', '', ADMINISTRATOR, 'all'],
  ['PUT /v1/items/:kind/:id/presence', 'created', WRITES, 'hidden'],
  ['PUT /v1/items/:kind/:id/presence', 'verified', OFFICE, 'hidden'],
  ['PUT /v1/items/:kind/:id/presence', 'one’s own proposal', EVERY, 'self'],
  ['DELETE /v1/items/:kind/:id/presence', '', EVERY, 'all'],
  ['GET /v1/audit', '', AUDITOR, 'all'],
  ['GET /v1/numbering', '', OFFICER, 'own'],
  ['POST /v1/addresses/number', '', OFFICER, 'each'],
  ['POST /v1/reports/:number/settle', '', OFFICER, 'hidden'],
  ['GET /v1/evidence/:id', '', OFFICER, 'hidden'],
  ['GET /v1/addresses/:id/people', '', WRITES, 'own'],
  ['PUT /v1/addresses/:id/people', '', COLLECTS, 'own'],
  ['DELETE /v1/addresses/:id/people', '', OFFICER, 'own'],
  ['POST /v1/addresses/:id/people/:contact/confirm', '', OFFICER, 'own'],
  ['GET /v1/looks', 'as head of the office', EVERY, 'own'],
  ['GET /v1/person-requests', '', OFFICE, 'each'],
  ['GET /v1/person-requests/:id', '', OFFICE, 'hidden'],
  ['POST /v1/person-requests/:id/reply', '', OFFICE, 'hidden'],
  ['POST /v1/person-requests/:id/extend', '', OFFICE, 'hidden'],
  ['POST /v1/person-requests/:id/fulfil', '', OFFICE, 'hidden'],
  ['POST /v1/addresses/:id/certificates', 'verified | official', OFFICER, 'own'],
  ['POST /v1/addresses/:id/certificates', 'verified | official', CITIZEN, 'all'],
  ['POST /v1/addresses/:id/certificates', 'created', NOBODY, 'own'],
  ['GET /v1/certificates', '', OFFICE, 'each'],
  ['POST /v1/certificates/:serial/revoke', 'issued', OFFICE, 'hidden'],
  ['GET /giay-xac-nhan', '', [...OFFICE, ...CITIZEN], 'all'],
  ['POST /giay-xac-nhan', 'verified | official', OFFICER, 'own'],
  ['POST /giay-xac-nhan', 'verified | official', CITIZEN, 'all'],
  ['POST /giay-xac-nhan', 'issued', OFFICE, 'hidden'],
  ['GET /v1/accounts', '', OPERATOR, 'each'],
  ['GET /v1/accounts', '', ADMINISTRATOR, 'all'],
  ['POST /v1/accounts', 'citizen | collector | officer | verifier', OPERATOR, 'own'],
  ['POST /v1/accounts', 'agency | coordinator | operator | auditor | administrator', ADMINISTRATOR, 'all'],
  ...['identity', 'decline', 'suspend', 'hand-over', 'review', 'factor-reset', 'slip'].flatMap((act) =>
    likeGranting(`POST /v1/accounts/:id/${act}`),
  ),
  ['POST /v1/accounts/:id/suspend', 'of a role that operators grant', ADMINISTRATOR, 'all'],
  ['POST /v1/offices', '', ADMINISTRATOR, 'all'],
  ['POST /v1/offices/:id/slips', '', OPERATOR, 'served'],
  ['POST /v1/offices/:id/slips', '', ADMINISTRATOR, 'all'],
  ...likeGranting('PUT /v1/offices/:id/head'),
  ['PUT /v1/offices/:id/head', 'of a role that operators grant', ADMINISTRATOR, 'all'],
  ['GET /v1/offices/:id/members', 'one’s own', EVERY, 'hidden'],
  ['GET /v1/offices/:id/members', 'one’s own', ADMINISTRATOR, 'all'],
  ['GET /v1/offices/:id/members', 'another', OPERATOR, 'served'],
  ['GET /v1/offices/:id/members', 'another', ADMINISTRATOR, 'all'],
  ['GET /v1/offices/:id/substitutes', '', EVERY, 'all'],
  ['POST /v1/offices/:id/substitutes', '', ADMINISTRATOR, 'all'],
  ['DELETE /v1/offices/:id/substitutes/:substitute', '', ADMINISTRATOR, 'all'],
  ['GET /v1/approvals', 'of one’s office', AGREES, 'each'],
  ['POST /v1/approvals/:id', 'look | more-creations', AGREES, 'hidden'],
  ['POST /v1/approvals/:id', 'wake', SECONDS, 'hidden'],
  ['POST /v1/approvals/:id', 'wake', ADMINISTRATOR, 'own'],
  ['POST /v1/approvals/:id', 'wake, where the office has nobody else', ADMINISTRATOR, 'all'],
  ['POST /v1/approvals/:id', 'factor-reset', SECONDS, 'hidden'],
  ['POST /v1/approvals/:id', 'factor-reset', ADMINISTRATOR, 'all'],
  ['POST /v1/approvals/:id', 'factor-reset of another office', OPERATOR, 'served'],
  ['POST /v1/approvals/:id', 'factor-reset of another office', ADMINISTRATOR, 'all'],
  ['GET /tai-khoan/quan-ly', 'of one’s office', AGREES, 'each'],
  ['POST /tai-khoan/quan-ly', 'look | more-creations', AGREES, 'hidden'],
  ...likeGranting('POST /tai-khoan/quan-ly'),
]

/**
 * Who may do what: every route that needs an account, by role, area and state. The server refuses by it before it reads a
 * body, and the rules refuse once more by what a request is about; a test holds both against each other over HTTP.
 */
export const RIGHTS: readonly Right[] = LINES.map(([route, state, roles, area, key]) => {
  const [method, path] = route.split(' ') as [Right['method'], string]
  return { method, path, state, roles, area, key }
})

/** What all lines of a route let through. */
export interface RouteRight {
  readonly roles: ReadonlySet<Role>
  readonly key: KeyScope | undefined
}

/** Rights by route, looked up at each request. */
export class RouteRights {
  readonly #byRoute = new Map<string, RouteRight>()

  constructor(rights: readonly Right[] = RIGHTS) {
    for (const { method, path, roles, key } of rights) {
      const route = `${method} ${path}`
      const known = this.#byRoute.get(route)
      this.#byRoute.set(route, {
        roles: new Set([...(known?.roles ?? []), ...roles]),
        key: known?.key ?? key,
      })
    }
  }

  /** @param method `HEAD` is as `GET` */
  of(method: string, path: string | undefined): RouteRight | undefined {
    return this.#byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${path}`)
  }
}

/** Whether a role of the actor's, and with a key its scopes, let a request of a route through. */
export function mayAsk({ roles, key }: RouteRight, actor: Actor): boolean {
  if (actor.key !== undefined && (key === undefined || !actor.key.scopes.has(key))) return false
  for (const role of actor.roles) if (roles.has(role)) return true
  return false
}
