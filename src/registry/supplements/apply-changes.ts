import { randomBytes, randomUUID } from 'node:crypto'
import type { HashedSupplements, SaltedText } from '../../chains/supplements-hash.ts'
import { SALT_BYTES } from '../../chains/version-hash.ts'
import { attributesOf, attributesText, positionFacts } from '../../parsing/address-attributes.ts'
import type { AddressVersion } from '../../store/registry/address-version.ts'
import { Refusal } from '../refusal.ts'
import type {
  ListChanges,
  NameDraft,
  PositionDraft,
  SupplementChanges,
  SupplementKind,
  UnitDraft,
} from './supplement-drafts.ts'
import { supplementFinding } from './supplement-findings.ts'

/** Where the main position of an address stands: its point, and columns that say what it is. */
export type MainPosition = Pick<AddressVersion, 'lon' | 'lat' | 'position' | 'attributes'>

/** An address's supplements and main position after a change. */
export interface Applied {
  readonly held: HashedSupplements
  /** Undefined where it stays as it is. */
  readonly main: MainPosition | undefined
}

/**
 * What an address has after a change. The main position is the address's own (`address.geom`): when another is made main it
 * becomes a further one under a new id. Throws {@link Refusal} `findings` for an id that the address has nothing under.
 */
export function applyChanges(
  address: MainPosition & Pick<AddressVersion, 'uid'>,
  present: HashedSupplements,
  { positions = {}, names = {}, units = {} }: SupplementChanges,
): Applied {
  const { change = [], main: promoted, ...lists } = positions
  const ofMain = change.filter(({ id }) => id === address.uid)
  const others = change.filter(({ id }) => id !== address.uid)
  const changed = mainPosition(address)
  for (const { id: _, ...more } of ofMain) Object.assign(changed, more)
  let list = changedList(
    'positions',
    present.positions,
    { ...lists, change: others },
    {
      made: (draft) => draft,
      changed: (leaf, draft) => ({ ...leaf, ...draft }),
    },
  )
  let main = ofMain.length === 0 ? undefined : changed
  if (promoted !== undefined && promoted !== address.uid) {
    main = list.find(({ uid }) => uid === promoted) ?? unknown('positions', 'main', promoted)
    list = [...list.filter(({ uid }) => uid !== promoted), { uid: randomUUID(), ...changed }]
  }
  return {
    main: main && mainColumns(address, main),
    held: {
      positions: list,
      names: changedList<NameDraft, HashedSupplements['names'][number]>('names', present.names, names, {
        made: ({ name, ...rest }) => ({ ...rest, name: salted(name) }),
        changed: (leaf, { name, ...rest }) => ({
          ...leaf,
          ...rest,
          ...(name !== undefined && name !== leaf.name.text && { name: salted(name) }),
        }),
      }),
      units: changedList<UnitDraft, HashedSupplements['units'][number]>('units', present.units, units, {
        made: ({ designation, ...rest }) => ({ ...rest, designation: salted(designation) }),
        changed: (leaf, { designation, ...rest }) => ({
          ...leaf,
          ...rest,
          ...(designation !== undefined &&
            designation !== leaf.designation.text && { designation: salted(designation) }),
        }),
      }),
    },
  }
}

/** The main position of an address as one among others. */
export function mainPosition({ lon, lat, position, attributes }: MainPosition): PositionDraft {
  return {
    type: position ?? 'unknown',
    lon: lon ?? 0,
    lat: lat ?? 0,
    ...positionFacts(attributesOf(attributes)),
  }
}

function mainColumns(
  address: MainPosition,
  { type, lon, lat, method, accuracy }: PositionDraft,
): MainPosition {
  const attributes = attributesText({
    ...attributesOf(address.attributes),
    position_method: method,
    position_accuracy: accuracy,
  })
  return { lon, lat, position: type, attributes }
}

interface Making<Draft, Leaf> {
  readonly made: (draft: Draft) => Omit<Leaf, 'uid'>
  readonly changed: (leaf: Leaf, draft: Partial<Draft>) => Leaf
}

function changedList<Draft, Leaf extends { readonly uid: string }>(
  kind: SupplementKind,
  present: readonly Leaf[],
  { add = [], change = [], remove = [] }: ListChanges<Draft>,
  { made, changed }: Making<Draft, Leaf>,
): Leaf[] {
  const list = new Map(present.map((leaf) => [leaf.uid, leaf]))
  for (const [i, uid] of remove.entries()) if (!list.delete(uid)) unknown(kind, `remove/${i}`, uid)
  for (const [i, { id, ...draft }] of change.entries()) {
    const leaf = list.get(id) ?? unknown(kind, `change/${i}/id`, id)
    list.set(id, changed(leaf, draft as unknown as Partial<Draft>))
  }
  return [...list.values(), ...add.map((draft) => ({ uid: randomUUID(), ...made(draft) }) as Leaf)]
}

function salted(text: string): SaltedText {
  return { text, salt: randomBytes(SALT_BYTES), leaf: null }
}

/** Refuses an id that an address has nothing under; throws {@link Refusal} `findings`. */
export function unknown(kind: SupplementKind | 'supplements', path: string, id: string): never {
  const { message, ...finding } = supplementFinding(
    'unknown-item',
    `${kind}/${path}`,
    `Địa chỉ không có mục nào trong ${kind} mang id "${id.slice(0, 60)}".`,
    `The address has nothing among its ${kind} with the id "${id.slice(0, 60)}".`,
    [id],
  )
  throw new Refusal('findings', message, { findings: [{ ...finding, message }] })
}
