import { Problem } from '../../../errors.ts'
import type { Actor } from '../../../registry/actor.ts'
import type { AddressAudit, AddressAudited } from '../../../registry/desk/address-audit.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { params } from '../address-writes.ts'
import { orRefused } from '../refused.ts'

export interface AddressAuditParts {
  /** Undefined where `people.db` cannot be used: a look that cannot be noted is none. */
  readonly addressAudit: AddressAudit | undefined
  readonly guard: ActorGuard
}

/** `/v1/addresses/{id}/audit`: who changed an address, when, why and on what basis. */
export function addressAuditRoutes(app: App, parts: AddressAuditParts): void {
  app.get(
    '/v1/addresses/:id/audit',
    {
      onRequest: parts.guard.check,
      schema: {
        operationId: 'getAddressAudit',
        tags: ['registry'],
        summary:
          'Ai đã sửa địa chỉ này, khi nào, vì sao, theo căn cứ nào; lần xem được ghi · Who changed this address, when, why, on what basis; the look is noted',
        params,
        querystring: query({}),
        response: {
          200: Json(
            'events, the newest first: action, office, login within it, reason, details, changes by field',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { present, events, beside } = await addressAudited(
        parts,
        parts.guard.of(request),
        request.params.id,
      )
      return {
        id: present.uid,
        code: present.code,
        status: present.status,
        events: events.map(({ event, ...told }) => ({ ...event, ...told })),
        ...(beside && { beside: beside.map(({ details: _, person: __, ...entry }) => entry) }),
      }
    },
  )
}

/** What was done to the address of an id or code. Throws {@link Problem}. */
export function addressAudited(
  { addressAudit }: Pick<AddressAuditParts, 'addressAudit'>,
  actor: Actor,
  about: string,
): Promise<AddressAudited> {
  if (addressAudit === undefined) throw new Problem('no-proposals')
  return orRefused(addressAudit.of(actor, about))
}
