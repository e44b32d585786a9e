import { Refusal } from '../refusal.ts'
import type { Item } from './open-items.ts'

/** A look without a purpose. */
export function noPurpose(): Refusal {
  return new Refusal('missing-particulars', {
    vi: 'Xem liên hệ cần đầu mục Purpose: "item KIND:ID" (việc đang chờ của địa chỉ này) hoặc "reason LÝ DO" (mã hoá phần trăm).',
    en: 'Looking at contacts needs the header Purpose: "item KIND:ID" (what waits about this address) or "reason WORDS" (percent-encoded).',
  })
}

/** A purpose that names nothing of the address that waits. */
export function noItem({ kind, id }: Item): Refusal {
  return new Refusal('wrong-state', {
    vi: `Không có việc "${kind}:${id}" nào của địa chỉ này đang chờ.`,
    en: `Nothing of this address waits under "${kind}:${id}".`,
  })
}

/** Looks beyond those of a day, with the approval that a second person must give. */
export function beyondLooks(approval: string, aDay: number): Refusal {
  return new Refusal('another-person', {
    vi: `Đã xem liên hệ ngoài việc của mình ${aDay} lần hôm nay: cần một người khác của cơ quan đồng ý (việc ${approval}), rồi xem lại.`,
    en: `You have looked ${aDay} times today beyond your items: another person of the office must agree (approval ${approval}); then look again.`,
  })
}

/** A contact that waits for no confirmation. */
export function notUnproven(contact: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Địa chỉ này không có liên hệ "${contact}" nào chờ xác nhận.`,
    en: `No contact "${contact}" of this address waits to be confirmed.`,
  })
}

/** More contacts than one address has. */
export function tooManyContacts(most: number): Refusal {
  const message = {
    vi: `Một địa chỉ có tối đa ${most} liên hệ.`,
    en: `An address has at most ${most} contacts.`,
  }
  return new Refusal('findings', message, {
    findings: [{ rule: 'too-many-items', severity: 'error', path: 'people', message }],
  })
}
