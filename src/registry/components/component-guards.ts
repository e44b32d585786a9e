import { hamletKey } from '../../parsing/hamlet-name.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import { isPublicText } from '../../store/record/public-address.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { ComponentKind } from '../../store/registry/components/component-layers.ts'
import type { ComponentContent, StoredComponent } from '../../store/registry/components/component-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import {
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Particulars,
  type Seen,
  wrongState,
} from '../actions/guards.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import type { ComponentStep } from './component-life-cycle.ts'
import { settleComponent } from './settle-component.ts'

/** The hamlet or street of an id, held, in whatever state; throws {@link Refusal} `unknown-hamlet`, `unknown-street`. */
export async function componentOf(
  tx: RegistryTransaction,
  kind: ComponentKind,
  uid: string,
  now: Date,
): Promise<StoredComponent> {
  const found = (await settleComponent(tx, { kind, uid }, now)) ?? (await tx.components.newest(kind, uid))
  if (found !== undefined) return found
  throw unknownComponent(kind, uid)
}

export function unknownComponent(kind: ComponentKind, uid: string): Refusal {
  return kind === 'hamlet'
    ? new Refusal('unknown-hamlet', {
        vi: `Không có ấp, khu phố nào mang id "${uid}".`,
        en: `No hamlet has the id "${uid}".`,
      })
    : new Refusal('unknown-street', {
        vi: `Không có đường nào mang id "${uid}".`,
        en: `No street has the id "${uid}".`,
      })
}

/** Throws {@link Refusal} unless the actor may take a step with what this is, as it was seen. */
export function mustBeAllowed(
  actor: Actor,
  step: ComponentStep,
  content: Pick<ComponentContent, 'commune_code'>,
  addresses: readonly StoredVersion[],
  particulars: Particulars,
): void {
  const certified = addresses.some(isCertified)
  mustHaveRole(actor, certified ? step.certified.by : step.by, step.action)
  mustBeOfCommune(actor, content)
  const needs = certified ? [...step.needs, ...step.certified.needs] : step.needs
  mustBeFilled({ action: step.action, needs }, particulars)
}

/** A street that is known by its district alone is nobody's but the server's. */
export function mustBeOfCommune(
  actor: Actor,
  { commune_code }: Pick<ComponentContent, 'commune_code'>,
): void {
  mustBeInArea(actor, { commune_code: commune_code ?? '-', hamlet_uid: null })
}

/** Throws {@link Refusal}: `wrong-state` where a step does not lead on, `changed` with both versions where it was not seen as it is. */
export function mustBeSeen(
  present: StoredComponent,
  { revision }: Pick<Seen, 'revision'>,
  step: Pick<ComponentStep, 'from' | 'to'>,
  yours: unknown,
): void {
  if (present.revision !== revision)
    throw new Refusal(
      'changed',
      {
        vi: `"${present.name}" đã thay đổi: bản gửi dựa trên lần sửa ${revision}, nay là ${present.revision}.`,
        en: `"${present.name}" has changed: what was sent is based on revision ${revision}, now it is ${present.revision}.`,
      },
      { versions: { yours, theirs: present } },
    )
  if (present.status !== step.from) throw wrongState(present.status, step.to)
}

/** Throws {@link Refusal} `findings` for what a hamlet or street cannot say. */
export async function mustBeSound(tx: RegistryTransaction, content: ComponentContent): Promise<void> {
  const { kind, uid, name, commune_code, former_commune_code } = content
  if (name.trim() === '' || !isPublicText(name))
    throw finding('field-value', 'name', {
      vi: `Tên "${name}" trống hoặc có số điện thoại, email, số giấy tờ.`,
      en: `The name "${name}" is empty or holds a phone, e-mail or number of a paper.`,
    })
  if (commune_code === null || (await tx.chains.ofCommune(commune_code)) === undefined)
    throw finding('unknown-commune', 'commune_code', {
      vi: `commune_code "${commune_code ?? ''}" không phải mã của xã, phường nào hiện nay.`,
      en: `commune_code "${commune_code ?? ''}" is the code of no commune of today.`,
    })
  if (kind === 'street') return
  await tx.chains.hold((await tx.chains.ofCommune(commune_code)) as string)
  const key = hamletKey(name)
  const twin = (await tx.components.inCommune('hamlet', commune_code)).find(
    (other) =>
      other.uid !== uid && other.former_commune_code === former_commune_code && hamletKey(other.name) === key,
  )
  if (twin !== undefined)
    throw finding('same-name', 'name', {
      vi: `"${twin.name}" (${twin.uid}) đã có trong xã, phường này, cùng xã, phường cũ.`,
      en: `"${twin.name}" (${twin.uid}) is in this commune already, of the same former commune.`,
    })
}

/** Throws {@link Refusal} `has-addresses` where addresses in use are left that bear a name. */
export function mustBeUnused({ name }: StoredComponent, addresses: readonly StoredVersion[]): void {
  const used = addresses.filter(({ status }) => status !== 'retired').length
  if (used === 0) return
  throw new Refusal('has-addresses', {
    vi: `Còn ${used} địa chỉ thuộc "${name}": hãy nhập vào ấp, khu phố khác, hoặc sửa các địa chỉ trước.`,
    en: `${used} addresses lie in "${name}" still: merge it into another, or change the addresses first.`,
  })
}

function finding(rule: string, path: string, message: { vi: string; en: string }): Refusal {
  return new Refusal('findings', message, { findings: [{ rule, severity: 'error', path, message }] })
}
