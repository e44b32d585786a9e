import { distance } from '../../geo/distance.ts'
import type { FedChange, FormerPlace, PresentAddress } from '../../store/registry/desk/changed-rows.ts'
import type { StoredFinding } from '../../store/registry/desk/desk-tables.ts'
import type { Kept } from '../../store/registry/desk/kept-position.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { RuleFinding } from '../findings/finding.ts'
import { NEIGHBOURHOOD, orderFindings } from '../findings/order/order-findings.ts'
import type { CheckedDraft, HouseAlong } from '../findings/ports.ts'
import { isAsked, storedFindings } from './stored-findings.ts'

export interface KeeperParts {
  readonly store: RegistryStore
  /** What is wrong with an address, by all rules. */
  readonly findings: (draft: CheckedDraft) => Promise<readonly RuleFinding[]>
  /** Houses along the street of an address, within some metres of its point. */
  readonly along: (draft: CheckedDraft, metres: number) => Promise<readonly HouseAlong[]>
  /** Last entry of the feed that these two know of; all of them where it is absent. */
  readonly known?: () => Promise<number>
  /** Entries of the feed, earlier versions or addresses that one slice takes. */
  readonly together?: number
  /** Whether it looks through all addresses where that must be; else it stops there, and says so. */
  readonly sweeps?: boolean
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

const TOGETHER = 50
/** Houses along a street whose order is looked at again beside one that has changed. */
const MOST_ALONG = 60

/** What one slice does. */
interface Slice {
  readonly from: Kept | undefined
  readonly to: Kept
  /** Addresses whose findings are made anew. */
  readonly addresses: readonly PresentAddress[]
  /** Where something has changed: the order of the houses around is looked at again. */
  readonly places: readonly CheckedDraft[]
  /** Ids of addresses that changed and are gone. */
  readonly gone: readonly string[]
  readonly more: boolean
}

/**
 * Keeps the stored findings as the rules find them, whoever writes the record: it follows the feed of changes behind the
 * edits, which so cost nothing more, in slices that are each one transaction. An import, new areas, or a record that was put
 * back make it look at every address once. Where a process ends, the next one goes on.
 */
export class FindingsKeeper {
  readonly #store: RegistryStore
  readonly #findings: KeeperParts['findings']
  readonly #along: KeeperParts['along']
  readonly #known: () => Promise<number>
  readonly #together: number
  readonly #sweeps: boolean
  #waitsForSweep = false
  readonly #now: () => Date

  constructor({
    store,
    findings,
    along,
    known = async () => Number.MAX_SAFE_INTEGER,
    together = TOGETHER,
    sweeps = true,
    now = () => new Date(),
  }: KeeperParts) {
    this.#store = store
    this.#findings = findings
    this.#along = along
    this.#known = known
    this.#together = together
    this.#sweeps = sweeps
    this.#now = now
  }

  /** Does one slice; whether there is more to do. Two processes do no slice twice. */
  async step(): Promise<boolean> {
    const known = await this.#known()
    const slice = await this.#store.read((tx) => this.#next(tx, known))
    this.#waitsForSweep = slice?.to.sweep !== undefined || slice?.from?.sweep !== undefined
    if (slice === undefined || (this.#waitsForSweep && !this.#sweeps)) return false
    const found = new Map<string, readonly RuleFinding[]>()
    for (const { version } of slice.addresses)
      if (isAsked(version)) found.set(version.uid, await this.#findings(version))
    const along = await this.#aroundOf(slice)
    await this.#store.write(async (tx) => {
      if (!(await tx.kept.move(slice.from, slice.to))) return
      const at = this.#now().toISOString()
      for (const address of slice.addresses) await keep(tx, address, found.get(address.version.uid) ?? [], at)
      for (const [house, order] of along) await keep(tx, house, order, at, isOfOrder)
      for (const uid of slice.gone) await tx.findings.forget(uid)
      const { sweep } = slice.from ?? {}
      if (sweep?.step === 'findings') await tx.findings.removeGone(sweep.behind, this.#together)
    })
    return slice.more
  }

  /** Whether the last {@link step} has found that all addresses must be looked at. */
  get waitsForSweep(): boolean {
    return this.#waitsForSweep
  }

  /** Makes the next slices look at all addresses again. */
  async beginAgain(): Promise<void> {
    await this.#store.write(async (tx) => {
      const from = await tx.kept.get()
      await tx.kept.move(from, (await this.#begin(tx, from)).to)
    })
  }

  /** Does all that there is to do. */
  async finish(): Promise<void> {
    while (await this.step());
  }

  /** The houses around what has changed, with what is said of their order now. */
  async #aroundOf({ places, addresses }: Slice): Promise<[PresentAddress, RuleFinding[]][]> {
    const known = new Set(addresses.map(({ version }) => version.uid))
    const around: [PresentAddress, RuleFinding[]][] = []
    for (const place of places) {
      const { lon, lat } = place
      if (lon === null || lat === null || !place.street?.trim()) continue
      // Those within the distance of each other are as far again from the place.
      const houses = await this.#along(place, 2 * NEIGHBOURHOOD)
      const near = houses
        .filter((house) => !known.has(house.uid) && distance(lon, lat, house.lon, house.lat) <= NEIGHBOURHOOD)
        .slice(0, MOST_ALONG)
        .map(({ uid }) => uid)
      for (const uid of near) known.add(uid)
      for (const house of await this.#store.read((tx) => tx.changed.of([], near)))
        around.push([house, orderFindings(house.version, houses)])
    }
    return around
  }

  async #next(tx: RegistryTransaction, known: number): Promise<Slice | undefined> {
    const from = await tx.kept.get()
    if (from === undefined || ((await tx.changed.tokenOf(from.feed)) ?? null) !== from.token)
      return this.#begin(tx, from)
    if (from.sweep !== undefined) return this.#sweep(tx, from, from.sweep)
    const all = await tx.changed.feed(from.feed, this.#together)
    const changes = all.filter(({ fid }) => fid <= known)
    if (changes.some(isOfAll)) return this.#begin(tx, from)
    // Where houses were is looked at when what is asked knows that they are gone.
    const former = changes.length < all.length ? [] : await tx.changed.former(from.history, this.#together)
    const last = changes.at(-1) ?? { fid: from.feed, token: from.token }
    if (changes.length + former.length === 0) return undefined
    const to = { feed: last.fid, token: last.token, history: former.at(-1)?.fid ?? from.history }
    const rows = changes.filter(({ layer }) => layer === 'address').map(({ row }) => row)
    const uids = [...new Set(former.map(({ uid }) => uid))]
    const changed = await tx.changed.of([...new Set(rows.filter((row) => row !== null))], uids)
    const there = new Set(changed.map(({ version }) => version.uid))
    const gone = uids.filter((uid) => !there.has(uid))
    const places = [...former.map(formerDraft), ...changed.map(({ version }) => version)]
    return { from, to, addresses: changed, places, gone, more: true }
  }

  /** All addresses are looked at again, from the first one. */
  async #begin(tx: RegistryTransaction, from: Kept | undefined): Promise<Slice> {
    const { feed, token, history } = await tx.changed.last()
    const to: Kept = { feed, token, history, sweep: { step: 'addresses', behind: 0 } }
    return { from, to, addresses: [], places: [], gone: [], more: true }
  }

  async #sweep(
    tx: RegistryTransaction,
    from: Kept,
    { step, behind }: NonNullable<Kept['sweep']>,
  ): Promise<Slice> {
    const nothing = { from, addresses: [], places: [], gone: [], more: true }
    const { sweep: _, ...done } = from
    if (step === 'findings') {
      const last = await tx.findings.behind(behind, this.#together)
      return { ...nothing, to: last === undefined ? done : { ...done, sweep: { step, behind: last } } }
    }
    const addresses = await tx.changed.behind(behind, this.#together)
    const last = addresses.at(-1)
    const sweep = last ? { step, behind: last.row } : ({ step: 'findings', behind: 0 } as const)
    return { ...nothing, addresses, to: { ...done, sweep } }
  }
}

/** Whether an entry of the feed is about more than one address. */
function isOfAll({ layer, operation }: FedChange): boolean {
  return layer === 'unit' || (layer === 'address' && operation === 'bulk')
}

function formerDraft(former: FormerPlace): CheckedDraft {
  return { ...former, class: 1 }
}

function isOfOrder({ neighbours }: StoredFinding): boolean {
  return neighbours === 1
}

/**
 * Writes what is new, takes away what is gone, and leaves the rest: what waits keeps its moment.
 *
 * @param looked which of the stored ones were looked for again
 */
async function keep(
  tx: RegistryTransaction,
  address: PresentAddress,
  findings: readonly RuleFinding[],
  at: string,
  looked: (stored: StoredFinding) => boolean = () => true,
): Promise<void> {
  const { uid, revision } = address.version
  const before = (await tx.findings.about(uid)).filter(looked)
  const possible = storedFindings(address, findings, () => false, at).filter(looked)
  if (before.length === 0 && possible.length === 0) return
  const accepted = new Set<string>()
  for (const subject of new Set(possible.map((row) => row.subject)))
    for (const { key } of await tx.acceptedFindings.ofSubject(subject)) accepted.add(key)
  const after = storedFindings(address, findings, (key) => accepted.has(key), at).filter(looked)
  const key = ({ id, commune_code }: StoredFinding) => `${id} ${commune_code}`
  const kept = new Map(before.map((row) => [key(row), row]))
  const wanted = new Set(after.map(key))
  await tx.findings.remove(before.filter((row) => !wanted.has(key(row))))
  await tx.findings.add(after.filter((row) => !kept.has(key(row))))
  for (const row of after) {
    const there = kept.get(key(row))
    if (there === undefined) continue
    if (there.kind !== 'duplicate' && there.revision !== revision)
      await tx.findings.setRevision(row.id, revision)
    if (there.state !== row.state) await tx.findings.setState(row.id, row.state)
  }
}
