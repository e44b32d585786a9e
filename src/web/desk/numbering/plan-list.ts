import { element } from '../../element.ts'
import type { KeptBecause, PlannedHouse, PlanReply } from './numbering-types.ts'
import { say } from './numbering-words.ts'

export interface PlanListParts {
  /** A number was corrected; null leaves the house out, undefined leaves it to the rule again. */
  readonly correct: (id: string, number: string | null | undefined) => void
  /** All that were left out are to be numbered again. */
  readonly takeAll: () => void
  readonly apply: () => void
  /** A house is being looked at. */
  readonly look: (id: string | undefined) => void
}

interface Row {
  readonly root: HTMLElement
  readonly input: HTMLInputElement
  readonly label: HTMLLabelElement
  readonly note: HTMLElement
  readonly act: HTMLButtonElement
  /** The number that was drawn last: anything else in the field is being typed. */
  drawn: string
}

const KEPT: readonly KeptBecause[] = ['certified', 'has-number', 'same-number', 'outside-area', 'left-out']

/** The houses of a plan in the order of their numbers, each with its number in a field. */
export class PlanList {
  readonly root = element('div', { class: 'plan' })
  readonly #parts: PlanListParts
  readonly #list = element('ol', { class: 'numbers' })
  readonly #kept = element('div')
  readonly #said = element('p', { class: 'quiet', role: 'status' })
  readonly #apply = element('button', { type: 'button', hidden: true })
  readonly #why = element('input', { id: 'reason', maxlength: '200', autocomplete: 'off' })
  readonly #whyLine = element(
    'p',
    { hidden: true },
    element('label', { for: 'reason' }, say('reason')),
    this.#why,
  )
  readonly #rows = new Map<string, Row>()

  constructor(parts: PlanListParts) {
    this.#parts = parts
    this.#apply.addEventListener('click', parts.apply)
    this.#list.addEventListener('focusout', () => parts.look(undefined))
    this.root.append(
      this.#said,
      this.#list,
      this.#kept,
      this.#whyLine,
      element('p', { class: 'acts' }, this.#apply),
    )
  }

  get reason(): string {
    return this.#why.value.trim()
  }

  /** Says something in the place of a plan. */
  say(text: string): void {
    this.#said.textContent = text
  }

  /** Whether the plan may be written. */
  set isReady(isReady: boolean) {
    this.#apply.disabled = !isReady
    this.root.toggleAttribute('aria-busy', !isReady)
  }

  clear(): void {
    this.#rows.clear()
    this.#list.replaceChildren()
    this.#kept.replaceChildren()
    this.#apply.hidden = true
    this.#whyLine.hidden = true
    this.say('')
  }

  /** Shows a plan. What is being typed into a field stays there. */
  draw({ items, counts }: PlanReply, corrected: ReadonlyMap<string, string | null>): void {
    const order = items.map(({ id }) => id)
    const isSame =
      order.length === this.#rows.size && [...this.#rows.keys()].every((id, i) => id === order[i])
    const rows = new Map(items.map((house) => [house.id, this.#rows.get(house.id) ?? this.#row(house.id)]))
    if (!isSame) {
      const focused = document.activeElement
      this.#list.replaceChildren(...[...rows.values()].map(({ root }) => root))
      if (focused instanceof HTMLElement && this.#list.contains(focused)) focused.focus()
      this.#rows.clear()
      for (const [id, row] of rows) this.#rows.set(id, row)
    }
    for (const [i, house] of items.entries())
      fill(rows.get(house.id) as Row, house, i, corrected.has(house.id))
    this.#drawKept(counts)
    this.say(say(items.length > 0 ? 'hint' : 'nothing'))
    this.#apply.hidden = items.length === 0
    this.#apply.textContent = say('apply', { n: items.length })
    this.#whyLine.hidden = items.every(({ before }) => before === null)
  }

  /** Brings the cursor to a house's number. */
  focus(id: string): void {
    this.#rows.get(id)?.input.focus()
  }

  /** Says that a number cannot be, at its field. */
  refuse(id: string): void {
    this.#rows.get(id)?.input.setAttribute('aria-invalid', 'true')
  }

  #row(id: string): Row {
    const input = element('input', { id: `n-${id}`, maxlength: '50', autocomplete: 'off', 'data-house': id })
    const label = element('label', { for: input.id, class: 'visually-hidden' })
    const note = element('span', { class: 'note' })
    const act = element('button', { type: 'button', class: 'plain small' })
    const row: Row = { root: element('li', {}, label, input, note, act), input, label, note, act, drawn: '' }
    const { correct, look } = this.#parts
    input.addEventListener('focus', () => {
      // What is typed takes the place of the number.
      input.select()
      look(id)
    })
    input.addEventListener('change', () => {
      const value = input.value.trim()
      // What was refused was never drawn: the number before it must be sent too.
      const isRefused = input.hasAttribute('aria-invalid')
      if (value !== row.drawn || isRefused) correct(id, value === '' ? null : value)
    })
    input.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
      if (by === 0 || event.isComposing) return
      event.preventDefault()
      const ids = [...this.#rows.keys()]
      const next = ids[ids.indexOf(id) + by]
      // Leaving the field commits what was typed.
      if (next === undefined) input.blur()
      else this.focus(next)
    })
    act.addEventListener('click', () => correct(id, act.dataset.act === 'leave' ? null : undefined))
    return row
  }

  #drawKept({ left, because }: PlanReply['counts']): void {
    const lines = KEPT.flatMap((name) => {
      const n = because[name]
      return n ? [element('li', {}, say(`kept-${name}`, { n }))] : []
    })
    const again = element('button', { type: 'button', class: 'plain small' }, say('takeAll'))
    again.addEventListener('click', this.#parts.takeAll)
    this.#kept.replaceChildren(
      ...(left > 0 ? [element('h2', {}, say('kept', { n: left })), element('ul', {}, ...lines)] : []),
      ...(because['left-out'] ? [again] : []),
    )
  }
}

function fill(
  row: Row,
  { house_number, side, along, before }: PlannedHouse,
  i: number,
  isCorrected: boolean,
): void {
  const { input, label, note, act, root } = row
  label.textContent = say('numberOf', { n: i + 1 })
  if (document.activeElement !== input || input.value.trim() === row.drawn) input.value = house_number
  row.drawn = house_number
  input.removeAttribute('aria-invalid')
  const notes = [
    side && say(`side-${side}`),
    along !== null && say('along', { m: along }),
    before !== null && say('before', { number: before }),
  ]
  note.textContent = notes.filter(Boolean).join(' · ')
  root.classList.toggle('corrected', isCorrected)
  act.dataset.act = isCorrected ? 'rule' : 'leave'
  act.textContent = say(isCorrected ? 'byRule' : 'leave')
}
