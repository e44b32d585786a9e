import { randomUUID } from 'node:crypto'
import type { NewEvent } from '../../chains/linked-event.ts'
import { versionSalt } from '../../chains/version-hash.ts'
import { fieldsOf, hashOf } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { whoOf } from '../actor.ts'
import { settleComponents } from '../components/settle-component.ts'
import { chainOfUnit } from './make-version.ts'

/**
 * Gives an event to what other programs wrote into the record, as QGIS does: to each version and to each row that was
 * deleted. Returns how many it took; fewer than `limit` when none is left.
 */
export async function settleOutside(
  tx: RegistryTransaction,
  limit: number,
  now: Date,
  today: string,
): Promise<number> {
  const at = now.toISOString()
  const unsettled = await tx.addresses.unsettled(limit)
  for (const version of unsettled) {
    const last = await tx.addresses.lastMade(version.uid)
    const settled = {
      ...version,
      revision: (last?.revision ?? 0) + 1,
      valid_from: version.valid_from || today,
      salt: versionSalt(fieldsOf(version)),
    }
    const event = await tx.chains.append(
      await chainOfUnit(tx, version.commune_code),
      outsideEvent({
        action: last === undefined ? 'created-outside' : 'changed-outside',
        subject: version.uid,
        from_status: last?.status ?? null,
        to_status: version.status,
        revision: settled.revision,
        version_hash: hashOf(settled),
      }),
      at,
    )
    await tx.addresses.settle(settled, event)
  }
  const deleted = await tx.addresses.deleted(limit - unsettled.length)
  for (const { row, uid, commune_code, status } of deleted) {
    const event = outsideEvent({
      action: 'deleted-outside',
      subject: uid,
      from_status: status,
      to_status: 'retired',
      revision: null,
      version_hash: null,
    })
    await tx.addresses.end(row, await tx.chains.append(await chainOfUnit(tx, commune_code), event, at))
  }
  const others = limit - unsettled.length - deleted.length
  const components = others > 0 ? await settleComponents(tx, others, now) : 0
  return unsettled.length + deleted.length + components
}

function outsideEvent(
  event: Pick<NewEvent, 'action' | 'subject' | 'from_status' | 'to_status' | 'revision' | 'version_hash'>,
): NewEvent {
  return {
    ...event,
    id: randomUUID(),
    count: null,
    ...whoOf(undefined),
    reason: null,
    details: null,
  }
}
