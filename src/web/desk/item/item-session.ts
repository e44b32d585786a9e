import { element } from '../../element.ts'
import type { ChangesAtDesk, Done } from '../changes-at-desk.ts'
import type { DeskMap } from '../desk-map.ts'
import type { AddressFields, Finding, Opened } from '../desk-types.ts'
import { say, sayOf } from '../desk-words.ts'
import { Refused } from '../line.ts'
import type { Other } from '../presence.ts'
import { AddressForm, type Point } from './address-form.ts'
import { type Act, actsOf, NothingDone } from './item-acts.ts'
import { comparison, itemPanel, nameOf } from './item-panel.ts'
import { isSettled } from './open-item.ts'

export interface SessionParts {
  readonly opened: Opened
  readonly roles: ReadonlySet<string>
  readonly changes: ChangesAtDesk
  readonly seen: () => { readonly method: string; readonly date: string }
  readonly map: () => DeskMap | undefined
  /** Shows how the pin is being moved; nothing while it is not. */
  readonly mode: (text: string) => void
  readonly tell: (text: string) => void
  /** Something was done with the item. */
  readonly done: (done: Done) => void
  /** Asks for the item anew. */
  readonly reload: () => void
  /** Goes on to the next, which this one no longer is. */
  readonly goOn: () => void
}

/** Milliseconds for which a new item is looked at before a key settles it: a second press was meant for the one before. */
const GLANCE = 250
/** Kinds of items that are settled once, without a proposal of their own. */
const SETTLED_ONCE: ReadonlySet<string> = new Set(['report', 'sample'])
const EDITABLE: ReadonlySet<string> = new Set(['created', 'verified', 'official'])

/** One item while it is open: its form and pin, what can be done, and what came of it. Another item gets another session. */
export class ItemSession {
  readonly root = element('div', { class: 'session' })
  readonly opened: Opened
  readonly #parts: SessionParts
  readonly #trouble = element('div', { class: 'trouble', role: 'alert', hidden: true })
  readonly #others = element('p', { class: 'others', role: 'status' })
  readonly #form: AddressForm | undefined
  readonly #acts: readonly Act[]
  /** As it is now: a conflict may bring a newer version. */
  #address: AddressFields | undefined
  #isBusy = false
  #isMoving = false
  readonly #since = performance.now()

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.opened = parts.opened
    this.#address = parts.opened.address
    this.root.append(this.#trouble, this.#others)
    if (isSettled(this.opened)) {
      this.#acts = []
      this.#sayGone(this.#settledText())
      return
    }
    this.#form = this.#formOf()
    this.#acts = actsOf({
      ...{ opened: this.opened, form: this.#form, changes: parts.changes, roles: parts.roles },
      ...{ address: () => this.#address, seen: parts.seen, label: nameOf },
    })
    const isOffice = parts.roles.has('officer') || parts.roles.has('verifier')
    this.root.append(
      ...itemPanel({
        ...{ opened: this.opened, acts: this.#acts, form: this.#form?.root },
        run: (act) => void this.#do(act),
        repair: (finding) => void this.#doWith((what) => parts.changes.repair(finding, what), finding),
        right: (finding) => void this.#doWith((what) => parts.changes.accept(finding, what), finding),
        mayMend: parts.roles.has('officer') || parts.roles.has('collector'),
        maySayRight: isOffice,
      }),
    )
    setTimeout(() => this.root.setAttribute('data-ready', ''), GLANCE)
  }

  get isChanged(): boolean {
    return this.#form?.isChanged ?? false
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  get can(): readonly Act[] {
    return this.#acts
  }

  /** Shows on the map what the item is about. */
  showOnMap(look: boolean): void {
    const { proposal, other } = this.opened
    const { present, proposed } = proposal?.versions ?? {}
    const isProposed = proposal !== undefined && proposal.kind !== 'declaration'
    const pin = this.#form?.place ?? pointOf(isProposed ? (proposed ?? present) : this.#address)
    const second = isProposed ? pointOf(present) : pointOf(other)
    const isElsewhere = second && pin && second.some((degrees, i) => degrees !== pin[i])
    const label = isProposed ? say('before') : (other?.house_number ?? '2')
    this.#parts.map()?.show(
      {
        pin,
        isMovable: this.#form !== undefined && !this.#isReadOnly,
        ...(isElsewhere && { other: { place: second, label } }),
      },
      look,
    )
  }

  /** The pin was put somewhere, by an explicit move. */
  putPin(place: Point): void {
    if (!this.#form || this.#isReadOnly) return
    this.#form.moveTo(place)
    this.move(false)
    this.showOnMap(false)
  }

  /** Begins to move the pin, or ends it. */
  move(isMoving: boolean): void {
    if (isMoving && (!this.#form || this.#isReadOnly)) return
    this.#isMoving = isMoving
    const map = this.#parts.map()
    if (map) map.isMoving = isMoving
    this.#parts.mode(isMoving ? say(this.#form?.loadedPlace ? 'moving' : 'placing') : '')
  }

  /** What a key of the item does; false where it does nothing here. */
  press(key: string): boolean {
    const act = this.#acts.find((each) => each.key === key)
    if (act) {
      if (performance.now() - this.#since < GLANCE) this.#parts.tell(say('tooEarly'))
      else void this.#do(act)
      return true
    }
    if (key === 'e' && this.#form) this.#form.focus()
    else if (key === 'm' && this.#form) this.move(!this.#isMoving)
    else if (key === 'p' && this.#form) {
      this.#form.turnPosition()
      this.#parts.tell(`${say('position')}: ${this.#form.positionText}`)
    } else if (key === 'Esc' && this.#isMoving) this.move(false)
    else if (key === 'u' && this.#form?.loadedPlace && this.#isPinMoved) this.#putBack()
    else return false
    return true
  }

  tellOthers(others: readonly Other[]): void {
    const who = others.map(({ name, office, since }) =>
      say('sinceTime', {
        who: name ?? office,
        time: new Date(since).toLocaleTimeString([], { timeStyle: 'short' }),
      }),
    )
    this.#others.textContent = who.length > 0 ? say('others', { who: who.join(', ') }) : ''
  }

  get #isPinMoved(): boolean {
    return this.#form !== undefined && 'lon' in this.#form.changes
  }

  get #isReadOnly(): boolean {
    const { item, address } = this.opened
    if (item.kind === 'new') return false
    // Who changes what was drawn has a part in it, and settles it no longer.
    if (item.kind === 'sample') return true
    if (item.kind === 'declaration') return !this.#isCollecting
    return !EDITABLE.has(address?.status ?? '')
  }

  get #isCollecting(): boolean {
    return this.#parts.roles.has('officer') || this.#parts.roles.has('collector')
  }

  #formOf(): AddressForm | undefined {
    const { item, proposal, address } = this.opened
    if (!address || (proposal && item.kind !== 'declaration')) return undefined
    return new AddressForm({
      fields: address,
      isReadOnly: this.#isReadOnly,
      changed: () => this.#parts.tell(''),
      putBack: () => this.#putBack(),
      submitted: () => void this.#do(this.#acts.find(({ takesForm }) => takesForm)),
    })
  }

  #putBack(): void {
    this.#form?.moveTo(this.#form.loadedPlace)
    this.showOnMap(true)
  }

  #do(act: Act | undefined): Promise<void> {
    if (!act) return Promise.resolve()
    if (this.isChanged && !act.takesForm) {
      this.#parts.tell(say('saveFirst'))
      return Promise.resolve()
    }
    return this.#doWith(() => act.run())
  }

  /** Does something once at a time; of another finding than the item's own the item stays. */
  async #doWith(run: (what: string) => Promise<Done | undefined>, finding?: Finding): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    this.root.setAttribute('aria-busy', 'true')
    this.#trouble.hidden = true
    try {
      const done = await run(this.opened.item.label ?? '')
      if (done) this.#parts.done(finding ? { ...done, stays: true } : done)
    } catch (error) {
      if (error instanceof NothingDone) this.#parts.tell(error.message)
      else if (error instanceof Refused) this.#refused(error)
      else throw error
    } finally {
      this.#isBusy = false
      this.root.removeAttribute('aria-busy')
    }
  }

  #refused(error: Refused): void {
    const { status, code, message, more } = error
    if (code === 'changed' && more.versions) {
      this.#conflict(more.versions.yours, more.versions.theirs)
      return
    }
    // Asked for anew, a proposal says what has become of it.
    if (code === 'wrong-state' && this.opened.proposal) {
      this.#parts.reload()
      return
    }
    if (status === 404 || (code === 'wrong-state' && SETTLED_ONCE.has(this.opened.item.kind))) {
      this.#sayGone(say('goneAlready'))
      return
    }
    const findings = (more.findings ?? []).map((finding) => element('li', {}, finding.message))
    this.#sayTrouble(element('p', {}, message), findings.length > 1 && element('ul', {}, ...findings))
  }

  /** Both versions side by side; of what was typed the officer says whether it goes onto the new one. */
  #conflict(yours: unknown, theirs: unknown): void {
    const newer = theirs as AddressFields
    const mine = { ...this.opened.address, ...(yours as object) }
    const keep = element('button', { type: 'button' }, say('keepMine'))
    keep.addEventListener('click', () => {
      this.#address = newer
      void this.#do(this.#acts.find(({ word }) => word === 'save'))
    })
    const take = element('button', { type: 'button', class: 'plain' }, say('takeTheirs'))
    take.addEventListener('click', this.#parts.reload)
    this.#sayTrouble(
      element('p', {}, say('changed')),
      comparison(mine, newer, [say('yours'), say('theirs')]),
      element('p', { class: 'buttons' }, this.isChanged && keep, take),
    )
  }

  #settledText(): string {
    const { proposal } = this.opened
    return proposal ? say('settledBy', { state: sayOf('state-', proposal.state) }) : say('goneAlready')
  }

  #sayGone(text: string): void {
    const on = element('button', { type: 'button', class: 'plain' }, say('goOn'))
    on.addEventListener('click', this.#parts.goOn)
    this.#sayTrouble(element('p', {}, text), on)
  }

  #sayTrouble(...parts: (Node | false)[]): void {
    this.#trouble.replaceChildren(...parts.filter((part): part is Node => part !== false))
    this.#trouble.hidden = false
    this.#trouble.scrollIntoView({ block: 'nearest' })
  }
}

function pointOf(fields: AddressFields | null | undefined): Point | undefined {
  return fields && fields.lon !== null && fields.lat !== null ? [fields.lon, fields.lat] : undefined
}
