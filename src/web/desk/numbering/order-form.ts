import { element } from '../../element.ts'
import type { PlacesReply } from './numbering-types.ts'
import { say } from './numbering-words.ts'

export interface OrderFormParts {
  /** Another place was chosen. */
  readonly chosen: () => void
  /** Anything else was changed. */
  readonly changed: () => void
  /** Numbers are to begin at the other end. */
  readonly swap: () => void
  /** What draws a line. */
  readonly line: HTMLElement
}

const SIDES = ['odd-left', 'odd-right', 'none'] as const
const STREET = 'street:'
const HAMLET = 'hamlet:'

/** What is numbered, and how. */
export class OrderForm {
  readonly root: HTMLFormElement
  readonly #what = element('select', { id: 'what', name: 'what' })
  readonly #sides = element('select', { id: 'sides', name: 'sides' })
  readonly #start = element('input', {
    ...{
      id: 'start',
      name: 'start',
      type: 'number',
      min: '1',
      max: '20000',
      value: '1',
      inputmode: 'numeric',
    },
  })
  readonly #prefix = element('input', {
    ...{
      id: 'prefix',
      name: 'prefix',
      maxlength: '40',
      autocomplete: 'off',
      'aria-describedby': 'prefix-note',
    },
  })
  readonly #renumber = element('input', { id: 'renumber', name: 'renumber', type: 'checkbox' })
  readonly #none = element('p', { class: 'quiet', hidden: true }, say('noPlaces'))

  constructor({ chosen, changed, swap, line }: OrderFormParts) {
    for (const side of SIDES) this.#sides.append(new Option(say(`sides-${side}`), side))
    const other = element('button', { type: 'button', class: 'plain small' }, say('swap'))
    other.addEventListener('click', swap)
    this.root = element(
      'form',
      { class: 'order-form', novalidate: true },
      element('p', {}, element('label', { for: 'what' }, say('what')), this.#what),
      this.#none,
      element('p', {}, element('label', { for: 'sides' }, say('sides')), this.#sides),
      element('p', {}, element('label', { for: 'start' }, say('start')), this.#start),
      element(
        'p',
        {},
        element('label', { for: 'prefix' }, say('prefix')),
        this.#prefix,
        element('small', { id: 'prefix-note', class: 'quiet' }, say('prefixNote')),
      ),
      element(
        'p',
        { class: 'check' },
        this.#renumber,
        ' ',
        element('label', { for: 'renumber' }, say('renumber')),
      ),
      element('p', { class: 'buttons' }, other),
      line,
    )
    this.root.addEventListener('submit', (event) => event.preventDefault())
    this.root.addEventListener('change', ({ target }) => (target === this.#what ? chosen() : changed()))
  }

  /** Offers the places of a commune; keeps the one that is chosen where it is among them. */
  offer({ streets, hamlets }: PlacesReply): void {
    const before = this.#what.value
    const option = (value: string, name: string, { houses, without }: { houses: number; without: number }) =>
      new Option(say('place', { name, houses, without }), value, false, value === before)
    const group = (label: string, options: readonly HTMLOptionElement[]) =>
      options.length > 0 && element('optgroup', { label }, ...options)
    const groups = [
      group(
        say('streets'),
        streets.map((each) => option(STREET + each.street, each.street, each)),
      ),
      group(
        say('hamlets'),
        hamlets.map((each) => option(HAMLET + each.hamlet_id, each.name, each)),
      ),
    ]
    this.#what.replaceChildren(new Option(say('choose'), ''), ...groups.filter((each) => each !== false))
    this.#none.hidden = streets.length + hamlets.length > 0
  }

  /** The name of what is chosen; empty where nothing is. */
  get name(): string {
    return this.#what.value && (this.#what.selectedOptions[0]?.text.replace(/ \([^()]*\)$/, '') ?? '')
  }

  /**
   * What is asked of the server; undefined where nothing is chosen.
   *
   * @param isAlong whether numbers go along a line that was drawn
   */
  asked(commune: string, isAlong: boolean): Readonly<Record<string, unknown>> | undefined {
    const { value } = this.#what
    if (value === '') return undefined
    const isHamlet = value.startsWith(HAMLET)
    // From house to house there are no sides.
    const hasSides = !isHamlet || isAlong
    this.#sides.disabled = !hasSides
    const prefix = this.#prefix.value.trim()
    const start = Math.round(Number(this.#start.value))
    return {
      ...(isHamlet
        ? { hamlet_id: value.slice(HAMLET.length) }
        : { street: value.slice(STREET.length), commune_code: commune }),
      ...(hasSides && { sides: this.#sides.value }),
      ...(prefix !== '' && { prefix: prefix.endsWith('/') ? prefix : `${prefix}/` }),
      ...(start >= 1 && { start }),
      renumber: this.#renumber.checked,
    }
  }
}
