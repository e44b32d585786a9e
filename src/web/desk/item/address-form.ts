import { distance } from '../../../geo/distance.ts'
import { element } from '../../element.ts'
import type { AddressFields } from '../desk-types.ts'
import { say, sayOf, type Word } from '../desk-words.ts'

const TEXTS = ['house_number', 'street', 'hamlet', 'group_name', 'name'] as const
const LENGTHS: Readonly<Record<(typeof TEXTS)[number], number>> = {
  house_number: 50,
  street: 200,
  hamlet: 200,
  group_name: 100,
  name: 200,
}
/** Where on the object the pin may lie; the first is that nobody knows. */
const POSITIONS = ['', 'entrance', 'gate', 'building', 'staircase', 'parcel', 'segment', 'area'] as const
const CLASSES = ['1', '2', '3', '4', '5'] as const
/** Digits of a degree that are kept: a decimetre. */
const DIGITS = 6

/** Values by the names that the server takes; null empties a field. */
export type FieldChanges = Readonly<Record<string, string | number | null>>
export type Point = readonly [lon: number, lat: number]

export interface AddressFormParts {
  readonly fields: AddressFields
  /** Shown where nothing may be changed. */
  readonly isReadOnly: boolean
  readonly changed: () => void
  readonly putBack: () => void
  readonly submitted: () => void
}

/**
 * The fields of one address, and of no other: the form is made anew for each, so that nothing that arrives late is written into
 * it. It knows nothing of the map; the pin's place is told to it.
 */
export class AddressForm {
  readonly root: HTMLFormElement
  readonly #fields: AddressFields
  readonly #inputs = new Map<string, HTMLInputElement | HTMLSelectElement>()
  readonly #point = element('output', { class: 'point' })
  readonly #back: HTMLButtonElement
  #place: Point | undefined

  constructor({ fields, isReadOnly, changed, putBack, submitted }: AddressFormParts) {
    this.#fields = fields
    this.#place = pointOf(fields)
    const texts = TEXTS.map((name) =>
      this.#labelled(
        name,
        element('input', {
          name,
          value: textOf(fields, name),
          maxlength: String(LENGTHS[name]),
          autocomplete: 'off',
          readonly: isReadOnly,
        }),
      ),
    )
    const position = this.#select('position', POSITIONS, (value) => sayOf('position-', value), isReadOnly)
    const kind = this.#select('class', CLASSES, (value) => sayOf('class', value), isReadOnly)
    this.#back = element('button', { type: 'button', class: 'plain', hidden: true }, say('putBack'))
    this.#back.addEventListener('click', putBack)
    this.root = element(
      'form',
      { class: 'address-form', novalidate: true },
      ...texts,
      kind,
      position,
      element('p', { class: 'at' }, element('span', {}, `${say('point')}: `), this.#point, ' ', this.#back),
    )
    this.root.addEventListener('input', changed)
    // Its button stands among the acts: a form of several fields without one is not sent by Enter.
    this.root.addEventListener('keydown', ({ key, target, isComposing }) => {
      if (key === 'Enter' && !isComposing && target instanceof HTMLInputElement) this.root.requestSubmit()
    })
    this.root.addEventListener('submit', (event) => {
      event.preventDefault()
      submitted()
    })
    this.#drawPoint()
  }

  /** What differs from what was loaded, by the names that the server takes. */
  get changes(): FieldChanges {
    const changes: Record<string, string | number | null> = {}
    for (const [name, input] of this.#inputs) {
      const value = input.value.trim()
      if (value === textOf(this.#fields, name)) continue
      const sent = name === 'class' ? Number(value) : value === '' ? null : value
      changes[name === 'group_name' ? 'group' : name] = sent
    }
    const loaded = pointOf(this.#fields)
    if (this.#place && !(loaded && isSame(loaded, this.#place))) {
      changes.lon = round(this.#place[0])
      changes.lat = round(this.#place[1])
    }
    return changes
  }

  get isChanged(): boolean {
    return Object.keys(this.changes).length > 0
  }

  get place(): Point | undefined {
    return this.#place
  }

  /** Where the pin was when the address was loaded. */
  get loadedPlace(): Point | undefined {
    return pointOf(this.#fields)
  }

  /** Told where the pin was put. */
  moveTo(place: Point | undefined): void {
    this.#place = place
    this.#drawPoint()
  }

  focus(name = 'house_number'): void {
    this.#inputs.get(name)?.focus()
  }

  /** The next kind of position. */
  turnPosition(): void {
    const select = this.#inputs.get('position') as HTMLSelectElement
    if (select.disabled) return
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length
    select.dispatchEvent(new Event('input', { bubbles: true }))
  }

  get positionText(): string {
    return (this.#inputs.get('position') as HTMLSelectElement).selectedOptions[0]?.text ?? ''
  }

  #drawPoint(): void {
    const loaded = pointOf(this.#fields)
    const place = this.#place
    const isMoved = place !== undefined && loaded !== undefined && !isSame(loaded, place)
    const metres = isMoved ? Math.round(distance(...loaded, ...place)) : 0
    this.#point.textContent =
      (place ? `${place[1].toFixed(DIGITS)}, ${place[0].toFixed(DIGITS)}` : '–') +
      (isMoved ? ` · ${say('moved', { m: metres })}` : '')
    this.#back.hidden = !isMoved
  }

  #select(name: string, values: readonly string[], told: (value: string) => string, isReadOnly: boolean) {
    const chosen = textOf(this.#fields, name)
    const all = values.includes(chosen) ? values : [...values, chosen]
    const select = element('select', { name, disabled: isReadOnly })
    for (const value of all) select.append(new Option(told(value), value, false, value === chosen))
    return this.#labelled(name as Word, select)
  }

  #labelled(name: Word, input: HTMLInputElement | HTMLSelectElement): HTMLElement {
    this.#inputs.set(name, input)
    input.id = `f-${name}`
    return element('p', {}, element('label', { for: input.id }, say(name)), input)
  }
}

function textOf(fields: AddressFields, name: string): string {
  const value = fields[name as keyof AddressFields]
  return value === null || value === undefined ? '' : String(value)
}

function pointOf({ lon, lat }: AddressFields): Point | undefined {
  return lon === null || lat === null ? undefined : [lon, lat]
}

const round = (degrees: number) => Number(degrees.toFixed(DIGITS))

function isSame(one: Point, other: Point): boolean {
  return one.every((degrees, i) => round(degrees) === round(other[i] as number))
}
