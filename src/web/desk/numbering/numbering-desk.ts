import { withQuery } from '../../api/with-query.ts'
import { byId, element } from '../../element.ts'
import { type Line, Refused } from '../line.ts'
import { DrawnLine } from './drawn-line.ts'
import type { NumberingMap } from './numbering-map.ts'
import type { PlacesReply, PlannedHouse, PlanReply, Point } from './numbering-types.ts'
import { say } from './numbering-words.ts'
import { OrderForm } from './order-form.ts'
import { PlanList } from './plan-list.ts'

const ROUTE = '/v1/addresses/number'

/** Numbering of a street or hamlet: chosen, looked at on the map and in a list, corrected, written as one act, taken back as one. */
export class NumberingDesk {
  readonly #line: Line
  readonly #commune = byId<HTMLSelectElement>('commune')
  readonly #form: OrderForm
  readonly #list: PlanList
  readonly #told = element('p', { id: 'numbered', role: 'status', tabindex: '-1' })
  readonly #trouble = element('div', { class: 'trouble', role: 'alert', hidden: true })
  /** Corrected numbers; null for a house that is left out. */
  readonly #numbers = new Map<string, string | null>()
  #map: NumberingMap | undefined
  #items: readonly PlannedHouse[] = []
  #tag: string | null = null
  /** Where numbers begin, after the other end was asked for. */
  #from: Point | undefined
  #asked = new AbortController()
  #isWriting = false
  readonly drawn: DrawnLine

  constructor(line: Line) {
    this.#line = line
    this.drawn = new DrawnLine({
      drawing: (isDrawing) => this.#showDrawing(isDrawing),
      drawn: (points) => this.#map?.draw(points),
      changed: () => void this.#ask(true),
    })
    this.#form = new OrderForm({
      chosen: () => this.#choose(),
      changed: () => void this.#ask(false),
      swap: () => this.#swap(),
      line: this.drawn.root,
    })
    this.#list = new PlanList({
      correct: (id, number) => this.#correct(id, number),
      takeAll: () => this.#takeAll(),
      apply: () => void this.#apply(),
      look: (id) => this.#map?.mark(id),
    })
    byId('order').append(this.#form.root)
    byId('plan').append(this.#told, this.#trouble, this.#list.root)
    this.#commune.addEventListener('change', () => void this.start())
    addEventListener('beforeunload', (event) => {
      if (this.#numbers.size > 0 || this.#isWriting) event.preventDefault()
    })
  }

  /** The map, when it has loaded. */
  set map(map: NumberingMap) {
    this.#map = map
    map.show(this.#items, true)
  }

  /** Offers what can be numbered in the commune. */
  async start(): Promise<void> {
    await this.#offer()
    this.#choose()
  }

  focus(id: string): void {
    this.#list.focus(id)
  }

  async #offer(): Promise<void> {
    try {
      const { body } = await this.#line.ask<PlacesReply>(
        withQuery('/v1/numbering', { commune: this.#commune.value }),
      )
      this.#form.offer(body)
    } catch (error) {
      this.#refused(error)
    }
  }

  #choose(): void {
    this.#numbers.clear()
    this.#from = undefined
    this.#told.replaceChildren()
    if (this.drawn.isThere) this.drawn.clear()
    else void this.#ask(true)
  }

  #swap(): void {
    if (this.drawn.isThere) this.drawn.reverse()
    else {
      const last = this.#items.at(-1)
      if (last) this.#from = [last.lon, last.lat]
    }
    void this.#ask(false)
  }

  #correct(id: string, number: string | null | undefined): void {
    if (number === undefined) this.#numbers.delete(id)
    else this.#numbers.set(id, number)
    void this.#ask(false)
  }

  #takeAll(): void {
    for (const [id, number] of this.#numbers) if (number === null) this.#numbers.delete(id)
    void this.#ask(false)
  }

  get #order(): Readonly<Record<string, unknown>> | undefined {
    const asked = this.#form.asked(this.#commune.value, this.drawn.isThere)
    const numbers = [...this.#numbers].map(([id, house_number]) => ({ id, house_number }))
    return (
      asked && {
        ...{ ...asked, ...this.drawn.asked },
        ...(this.#from && !this.drawn.isThere && { from: this.#from }),
        ...(numbers.length > 0 && { numbers }),
      }
    )
  }

  /** Asks which house would get which number; looks at all of them where `look`. */
  async #ask(look: boolean): Promise<void> {
    this.#asked.abort()
    this.#asked = new AbortController()
    const { signal } = this.#asked
    const order = this.#order
    this.#tag = null
    this.#trouble.hidden = true
    this.#list.isReady = false
    if (!order) {
      this.#list.clear()
      this.#show([], false)
      return
    }
    if (this.#items.length === 0) this.#list.say(say('asking'))
    try {
      const sent = { method: 'POST', body: { ...order, dry_run: true }, signal } as const
      const { body, etag } = await this.#line.ask<PlanReply>(ROUTE, sent)
      signal.throwIfAborted()
      this.#tag = etag
      this.#list.draw(body, this.#numbers)
      this.#list.isReady = true
      this.#show(body.items, look)
    } catch (error) {
      if (!signal.aborted) this.#refused(error)
    }
  }

  #show(items: readonly PlannedHouse[], look: boolean): void {
    this.#items = items
    this.#map?.show(items, look)
  }

  async #apply(): Promise<void> {
    const [order, tag, { name }] = [this.#order, this.#tag, this.#form]
    if (!order || tag === null || this.#isWriting) return
    this.#isWriting = true
    this.#list.isReady = false
    this.#trouble.hidden = true
    const n = this.#items.length
    const { reason } = this.#list
    try {
      const { body } = await this.#line.ask<PlanReply>(ROUTE, {
        ...{ method: 'POST', body: { ...order, ...(reason && { reason }) } },
        revision: tag.replaceAll('"', ''),
      })
      this.#numbers.clear()
      this.#tell(say('applied', { n, name }), () => this.#undo(body, name))
      await this.#anew()
    } catch (error) {
      this.#refused(error)
      if (!(error instanceof Refused) || error.code !== 'changed') this.#list.isReady = true
      else {
        await this.#ask(false)
        this.#sayTrouble(say('changed'))
      }
    } finally {
      this.#isWriting = false
    }
  }

  async #undo({ event, id }: PlanReply, name: string): Promise<void> {
    try {
      const made = event ?? (await this.#line.ask<{ event: string }>(`/v1/items/address/${id}`)).body.event
      await this.#line.ask(`/v1/events/${made}/undo`, { method: 'POST', body: { reason: say('undoReason') } })
      this.#tell(say('undone', { name }))
      await this.#anew()
    } catch (error) {
      this.#refused(error)
    }
  }

  /** What stands there has changed: counts, plan and map. */
  async #anew(): Promise<void> {
    this.#map?.refresh()
    await this.#offer()
    await this.#ask(false)
  }

  #tell(text: string, undo?: () => Promise<void>): void {
    this.#told.replaceChildren(text)
    if (undo) {
      const button = element('button', { type: 'button', class: 'plain small' }, say('undo'))
      button.addEventListener('click', () => void undo())
      this.#told.append(' ', button)
    }
    this.#told.focus()
  }

  #refused(error: unknown): void {
    if (!(error instanceof Refused)) throw error
    const [finding] = error.more.findings ?? []
    this.#sayTrouble(finding?.message ?? error.message)
    const index = /^numbers\.(\d+)/.exec(finding?.path ?? '')?.[1]
    const [id] = [...this.#numbers][Number(index)] ?? []
    if (id !== undefined) this.#list.refuse(id)
    if (this.#items.length === 0) this.#list.clear()
  }

  #sayTrouble(text: string): void {
    this.#trouble.replaceChildren(text)
    this.#trouble.hidden = false
  }

  #showDrawing(isDrawing: boolean): void {
    byId('mode').textContent = isDrawing ? say('drawing') : ''
    if (this.#map) this.#map.isDrawing = isDrawing
  }
}
