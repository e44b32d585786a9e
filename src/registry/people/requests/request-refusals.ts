import type { PersonRequestHead } from '../../../store/people/requests/person-request-tables.ts'
import { Refusal } from '../../refusal.ts'

/** Nobody has asked under this id, or for another area. */
export function unknown(id: string): Refusal {
  return new Refusal('unknown-person-request', {
    vi: `Không có yêu cầu nào mang id "${id}".`,
    en: `No request has the id "${id}".`,
  })
}

/** A request that is in another state than the act needs. */
export function notNow({ state, extended_at, fulfil_due }: PersonRequestHead, action: string): Refusal {
  const more = extended_at === null ? '' : ` (${extended_at})`
  return new Refusal('wrong-state', {
    vi: `Yêu cầu đang ở trạng thái "${state}"${more}, hạn ${fulfil_due}: không làm được "${action}".`,
    en: `The request is "${state}"${more}, due ${fulfil_due}: it cannot be "${action}".`,
  })
}

/** An extension by more days than the kind's. */
export function tooLong(days: number, most: number): Refusal {
  const message = {
    vi: `Gia hạn ${days} ngày: nhiều nhất ${most} ngày, một lần.`,
    en: `An extension of ${days} days: at most ${most}, once.`,
  }
  return new Refusal('findings', message, {
    findings: [{ rule: 'extension', severity: 'error', path: 'days', message }],
  })
}
