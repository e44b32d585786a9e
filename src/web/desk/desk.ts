import { byId, element } from '../element.ts'
import { askReason } from './ask-reason.ts'
import { BulkVerify } from './bulk-verify.ts'
import { ChangesAtDesk, type Done } from './changes-at-desk.ts'
import { DeskKeys } from './desk-keys.ts'
import type { DeskMap } from './desk-map.ts'
import { DeskQueue, type Tab } from './desk-queue.ts'
import { addressItem, keyOf, type Opened, type QueueItem } from './desk-types.ts'
import { say } from './desk-words.ts'
import { ItemSession } from './item/item-session.ts'
import { ItemsAhead } from './item/items-ahead.ts'
import { nearbyList } from './item/nearby.ts'
import { isProposal } from './item/open-item.ts'
import { type Line, Refused } from './line.ts'
import { Presence } from './presence.ts'
import { QueueList } from './queue-list.ts'
import { Told } from './told.ts'

export interface DeskParts {
  readonly root: HTMLElement
  readonly line: Line
  readonly roles: ReadonlySet<string>
}

/** The desk: a list of what waits, the open item, and what is done with it. */
export class Desk {
  readonly #parts: DeskParts
  readonly #queue: DeskQueue
  readonly #list: QueueList
  readonly #told: Told
  readonly #changes: ChangesAtDesk
  readonly #presence: Presence
  readonly #bulk: BulkVerify
  readonly #ahead: ItemsAhead
  readonly #panel = byId('item')
  #map: DeskMap | undefined
  #session: ItemSession | undefined
  #chosen: string | undefined
  #asked = new AbortController()

  constructor(parts: DeskParts) {
    this.#parts = parts
    const { line, roles } = parts
    this.#changes = new ChangesAtDesk(line)
    this.#queue = new DeskQueue(line, roles.has('officer') || roles.has('verifier'))
    this.#ahead = new ItemsAhead(line)
    this.#told = new Told(byId('told'), () => void this.undo())
    this.#presence = new Presence(line, (others) => this.#session?.tellOthers(others))
    this.#bulk = new BulkVerify({
      ...{
        line,
        queue: this.#queue,
        changes: this.#changes,
        told: this.#told,
        isVerifier: roles.has('verifier'),
      },
      drawn: (parts) => this.#list.tellMarks(parts),
      changed: () => this.#list.draw(this.#chosen),
      done: () => this.#afterBulk(),
    })
    this.#list = new QueueList({
      ...{ root: byId('queue'), queue: this.#queue },
      choose: (item) => void this.open(item),
      filter: (tab) => void this.filter(tab),
      more: () => void this.#queue.more().then(() => this.#list.draw(this.#chosen)),
      marks: roles.has('verifier') ? this.#bulk : undefined,
    })
    const keys = new DeskKeys((key) => this.#press(key))
    byId('keys').addEventListener('click', () => keys.show())
    document.getElementById('create')?.addEventListener('click', () => void this.create())
    byId<HTMLSelectElement>('commune').addEventListener('change', () => void this.filter(this.#queue.tab))
    addEventListener('beforeunload', (event) => {
      if (this.#session?.isChanged || this.#session?.isBusy) event.preventDefault()
    })
    addEventListener('popstate', () => this.showList())
  }

  /** Shows what waits; on a wide screen with the first item open, or with an address that is named. */
  async start(address?: string): Promise<void> {
    const { roles } = this.#parts
    this.#nothingOpen()
    const tab = roles.has('verifier') && !roles.has('officer') ? 'created' : 'all'
    await this.filter(tab, address === undefined ? undefined : addressItem(address))
  }

  /** The map, when it has loaded. */
  set map(map: DeskMap) {
    this.#map = map
    this.#session?.showOnMap(true)
  }

  get session(): ItemSession | undefined {
    return this.#session
  }

  /** Shows a list, and opens an item: on a wide screen its first where none is named. */
  async filter(tab: Tab, named?: QueueItem): Promise<void> {
    if (!(await this.#mayLeave())) return
    try {
      await this.#queue.load(tab, byId<HTMLSelectElement>('commune').value)
    } catch (error) {
      return this.#failed(error)
    }
    this.#bulk.forget()
    this.#close()
    this.#list.draw(undefined)
    const first = named ?? (isWide() ? this.#queue.items[0] : undefined)
    if (first) await this.open(first)
  }

  /** Opens an item, unless what was typed into the one before is to be kept. */
  async open(item: QueueItem): Promise<void> {
    if (!(await this.#mayLeave())) return
    await this.#show(item)
  }

  /** Opens the item that stands so many places behind the open one. */
  async step(by: number): Promise<void> {
    const index = this.#chosen === undefined ? -1 : this.#queue.indexOf(this.#chosen)
    const target = index < 0 ? 0 : index + by
    if (target >= this.#queue.items.length && this.#queue.hasMore) await this.#queue.more()
    const item = this.#queue.items[target]
    if (item) await this.open(item)
  }

  /** Begins a new address. */
  async create(): Promise<void> {
    if (!document.getElementById('create') || !(await this.#mayLeave())) return
    this.#close()
    const item: QueueItem = {
      ...{ kind: 'new', id: '', state: '', at: '', commune_code: byId<HTMLSelectElement>('commune').value },
      ...{ addresses: [], lon: null, lat: null, label: null },
    }
    const address = { class: 1, commune_code: item.commune_code, lon: null, lat: null }
    this.#begin({ item, address, findings: [] })
    this.#session?.move(true)
  }

  /** Opens an address that was picked on the map. */
  async pick(id: string): Promise<void> {
    const { opened } = this.#session ?? {}
    if (opened?.address?.uid === id || this.#session?.isChanged) return
    await this.open(addressItem(id))
  }

  async undo(): Promise<void> {
    try {
      const key = await this.#told.takeBack()
      if (key !== undefined) this.#queue.recall(key)
      this.#map?.refresh()
      if (this.#session?.isChanged) return
      await this.#queue.load()
      const item = this.#queue.items.find((each) => keyOf(each) === key)
      if (item) await this.#show(item)
      else this.#list.draw(this.#chosen)
    } catch (error) {
      this.#failed(error)
    }
  }

  /** On a narrow screen the list in the place of the item. */
  showList(): void {
    this.#parts.root.dataset.view = 'list'
  }

  async #show(item: QueueItem): Promise<void> {
    const key = keyOf(item)
    this.#close()
    this.#chosen = key
    this.#list.draw(key)
    const { signal } = this.#asked
    if (!isWide() && this.#parts.root.dataset.view !== 'item') history.pushState({}, '')
    this.#parts.root.dataset.view = 'item'
    this.#panel.replaceChildren(element('p', { class: 'quiet' }, say('loading')))
    try {
      const opened = await this.#ahead.take(item, signal)
      signal.throwIfAborted()
      this.#begin(opened)
      this.#ahead.look(this.#queue.items[this.#queue.indexOf(key) + 1])
    } catch (error) {
      if (!signal.aborted) this.#failed(error)
    }
  }

  /** Shows an item that was asked for, in a session of its own. */
  #begin(opened: Opened): void {
    const { roles, line } = this.#parts
    const { signal } = this.#asked
    const { item } = opened
    const session = new ItemSession({
      ...{ opened, roles, changes: this.#changes, seen: () => this.#bulk.seen },
      map: () => this.#map,
      mode: (text) => {
        byId('mode').textContent = text
      },
      tell: (text) => this.#told.say(text),
      done: (done) => void this.#done(item, done),
      reload: () => void this.#show(item),
      goOn: () => void this.#goOn(keyOf(item)),
    })
    this.#session = session
    this.#parts.root.dataset.view = 'item'
    const back = element('button', { type: 'button', class: 'plain back' }, say('back'))
    back.addEventListener('click', () => (isWide() ? this.showList() : history.back()))
    const verifies = session.can.some(({ word }) => word === 'verify')
    this.#panel.replaceChildren(back, ...(verifies ? [this.#bulk.method] : []), session.root)
    this.#panel.scrollTop = 0
    this.#panel.focus({ preventScroll: true })
    session.showOnMap(true)
    if (isProposal(item)) this.#presence.enter('proposal', item.id)
    else if (opened.address?.uid !== undefined) this.#presence.enter('address', opened.address.uid)
    const { lon, lat } = opened.address ?? {}
    if (lon != null && lat != null)
      nearbyList(line, [lon, lat], item.addresses, signal)
        .then((list) => session.root.append(list))
        .catch(() => {})
  }

  async #done(item: QueueItem, { told, undo, stays }: Done): Promise<void> {
    const key = keyOf(item)
    this.#told.done(told, undo, key)
    this.#map?.refresh()
    if (stays) return this.#show(item)
    await this.#goOn(key)
  }

  /** Takes an item out of the list and opens the one that has taken its place. */
  async #goOn(key: string): Promise<void> {
    const index = this.#queue.remove(key)
    this.#close()
    if (this.#queue.runsShort(index))
      void this.#queue.more().then(
        () => this.#list.draw(this.#chosen),
        () => {},
      )
    const item = this.#queue.items[Math.max(index, 0)] ?? this.#queue.items.at(-1)
    if (item) return this.#show(item)
    this.#list.draw(undefined)
    this.#nothingOpen()
    if (this.#queue.hasMore) await this.filter(this.#queue.tab)
  }

  async #afterBulk(): Promise<void> {
    this.#map?.refresh()
    this.#close()
    await this.filter(this.#queue.tab)
  }

  #close(): void {
    this.#asked.abort()
    this.#asked = new AbortController()
    this.#session?.move(false)
    this.#session = undefined
    this.#chosen = undefined
    this.#presence.leave()
  }

  #nothingOpen(): void {
    this.#panel.replaceChildren(element('p', { class: 'quiet' }, say('choose')))
    this.showList()
  }

  async #mayLeave(): Promise<boolean> {
    if (this.#session?.isBusy) return false
    if (!this.#session?.isChanged) return true
    const drop = await askReason({ title: say('unsaved'), choices: [], send: say('drop') })
    return drop !== undefined
  }

  #failed(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    if (!(error instanceof Refused)) throw error
    this.#panel.replaceChildren(element('p', { class: 'trouble', role: 'alert' }, error.message))
  }

  #press(key: string): boolean {
    if (key === 'Esc' && document.activeElement instanceof HTMLElement) {
      if (this.#session?.press('Esc')) return true
      this.#panel.focus({ preventScroll: true })
      return true
    }
    if (this.#session?.press(key)) return true
    if (key === 'j') void this.step(1)
    else if (key === 'k') void this.step(-1)
    else if (key === 'n') void this.create()
    else if (key === 'u') void this.undo()
    else if (key === 'x' && this.#chosen !== undefined) this.#bulk.toggle(this.#chosen)
    else if (key === 'v') void this.#bulk.verify()
    else return false
    return true
  }
}

/** Whether list, item and map stand side by side. */
function isWide(): boolean {
  return matchMedia('(min-width: 56rem)').matches
}
