import type { QueueArea } from '../../store/engines/queue-pages.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'

/**
 * The part of an actor's area that is asked for. Throws {@link Refusal} `outside-area`.
 *
 * @param settles whether it is asked by who settles things there; others read everywhere
 */
export function queueArea({ area }: Actor, settles: boolean, commune: string | undefined): QueueArea {
  const everywhere = area.everywhere || !settles
  const communes = [...area.communes].sort()
  const hamlets = [...area.hamlets].sort()
  if (commune === undefined) return { communes, hamlets, everywhere }
  if (everywhere || area.communes.has(commune)) return { communes: [commune], hamlets: [], everywhere: false }
  throw new Refusal('outside-area', {
    vi: `Đơn vị ${commune} không thuộc địa bàn của tài khoản này.`,
    en: `Unit ${commune} is not in the area of this account.`,
  })
}
