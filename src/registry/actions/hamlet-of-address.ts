import { hamletKey } from '../../parsing/hamlet-name.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import { type HamletPlace, hamletOf } from '../../store/registry/components/hamlet-match.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { Refusal } from '../refusal.ts'

/** What tells an address's hamlet; `hamlet_uid` is absent where the text is to tell it, null where nobody knows. */
export interface InHamlet {
  readonly hamlet: string | null
  readonly hamlet_uid?: string | null | undefined
  readonly commune_code: string
  readonly former_commune_code: string | null
  readonly lon: number | null
  readonly lat: number | null
}

/** Columns that tell it. */
const TELLING = ['hamlet', 'hamlet_uid', 'commune_code', 'former_commune_code'] as const

/**
 * An address with its hamlet: the uid that it names, or the one that its text leaves (see {@link hamletOf}; a former name
 * leads to what bears it no longer). The text is written from it; where several are left it stays as it is. The hamlet is
 * held, so that nobody renames or ends it meanwhile. Throws {@link Refusal} `findings` for a uid of no hamlet of the commune.
 */
export async function inHamlet<Address extends InHamlet>(
  tx: RegistryTransaction,
  address: Address,
): Promise<Address & { hamlet_uid: string | null }> {
  const { hamlet_uid: named } = address
  if (named === null) return { ...address, hamlet_uid: null }
  const uid = named ?? (await uidOfText(tx, address))
  const found = uid === undefined ? undefined : await tx.components.inForce('hamlet', uid, 'name')
  if (named !== undefined && found?.commune_code !== address.commune_code)
    throw unknownHamlet(named, address.commune_code)
  return found === undefined
    ? { ...address, hamlet_uid: null }
    : { ...address, hamlet: found.name, hamlet_uid: found.uid }
}

/** Changes of an address with what they mean for its hamlet; none where they tell nothing of it. */
export async function changesInHamlet<Changes extends Partial<InHamlet>>(
  tx: RegistryTransaction,
  present: StoredVersion,
  changes: Changes,
): Promise<Changes> {
  const telling = TELLING.filter(
    (column) => changes[column] !== undefined && changes[column] !== present[column],
  )
  if (telling.length === 0) return changes
  if (telling[0] === 'hamlet' && telling.length === 1 && sameName(changes.hamlet, present))
    return { ...changes, hamlet: present.hamlet }
  const { hamlet, hamlet_uid } = await inHamlet(tx, {
    ...present,
    ...changes,
    hamlet_uid: changes.hamlet_uid,
  })
  return { ...changes, hamlet, hamlet_uid }
}

/**
 * An earlier version as it may come back: its hamlet as it is now, or what took its place; none where that is no more.
 */
export async function backInHamlet<Version extends InHamlet>(
  tx: RegistryTransaction,
  version: Version,
): Promise<Version> {
  if (!version.hamlet_uid) return version
  const current = await tx.components.current('hamlet', version.hamlet_uid)
  return current?.commune_code === version.commune_code
    ? { ...version, hamlet: current.name, hamlet_uid: current.uid }
    : { ...version, hamlet_uid: null }
}

function sameName(hamlet: string | null | undefined, present: StoredVersion): boolean {
  return (
    hamlet != null &&
    present.hamlet !== null &&
    present.hamlet_uid !== null &&
    hamletKey(hamlet) === hamletKey(present.hamlet)
  )
}

async function uidOfText(
  tx: RegistryTransaction,
  { hamlet, commune_code, former_commune_code, lon, lat }: InHamlet,
): Promise<string | undefined> {
  if (!hamlet?.trim()) return undefined
  return hamletOf(await hamletsNamed(tx, commune_code, hamlet), former_commune_code, lon, lat)?.uid
}

/** The hamlets of a commune that a text names; where none is called so, those that had the name once, or took its place. */
export async function hamletsNamed(
  { components }: RegistryTransaction,
  commune_code: string,
  hamlet: string,
): Promise<HamletPlace[]> {
  const key = hamletKey(hamlet)
  const ofName = ({ name }: { name: string }) => hamletKey(name) === key
  const named = (await components.inCommune('hamlet', commune_code)).filter(ofName)
  if (named.length > 0) return named
  const once = (await components.everInCommune('hamlet', commune_code)).filter(ofName)
  const current = new Map<string, (typeof once)[number]>()
  for (const version of once) {
    const heir = await components.current('hamlet', version.uid)
    if (heir?.commune_code === commune_code) current.set(heir.uid, { ...version, uid: heir.uid })
  }
  return [...current.values()]
}

function unknownHamlet(uid: string, commune: string): Refusal {
  const vi = `hamlet_uid "${uid}" không phải ấp, khu phố nào của xã, phường ${commune} hiện nay.`
  const en = `hamlet_uid "${uid}" is no hamlet of commune ${commune} today.`
  const finding = {
    rule: 'unknown-hamlet',
    severity: 'error',
    path: 'hamlet_uid',
    message: { vi, en },
  } as const
  return new Refusal('findings', { vi, en }, { findings: [finding] })
}
