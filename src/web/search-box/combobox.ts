export interface ComboboxElements {
  form: HTMLFormElement
  input: HTMLInputElement
  list: HTMLElement
  clear: HTMLButtonElement
}

export interface ComboboxParts<Item> {
  draw: (item: Item, id: string) => HTMLElement
  /** Something was typed. */
  typed: (text: string) => void
  chosen: (item: Item) => void
  /** Whether the first suggestion is what Enter on the text alone means. */
  meant: (item: Item) => boolean
  /** Enter on a text whose suggestions are not there yet, are none, or are not meant. */
  submitted: (text: string) => void
  cleared: () => void
}

/**
 * An editable combobox with a listbox popup, as the ARIA Authoring Practices describe it: focus stays in the
 * input, `aria-activedescendant` walks the options.
 */
export class Combobox<Item> {
  readonly #elements: ComboboxElements
  readonly #parts: ComboboxParts<Item>
  #items: readonly Item[] = []
  #active = -1

  constructor(elements: ComboboxElements, parts: ComboboxParts<Item>) {
    this.#elements = elements
    this.#parts = parts
    const { form, input, list, clear } = elements
    input.addEventListener('input', () => this.#typed())
    input.addEventListener('keydown', (event) => this.#key(event))
    input.addEventListener('blur', () => this.close())
    input.addEventListener('click', () => this.open())
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    list.addEventListener('pointerdown', (event) => event.preventDefault())
    list.addEventListener('click', (event) => {
      const option = event.target instanceof Element ? event.target.closest('[role=option]') : null
      const item = option ? this.#items[[...list.children].indexOf(option)] : undefined
      if (item !== undefined) this.#choose(item)
    })
    clear.addEventListener('click', () => {
      this.setText('')
      input.focus()
      this.#parts.cleared()
    })
    clear.hidden = input.value === ''
  }

  get text(): string {
    return this.#elements.input.value
  }

  /** Puts a text into the box without asking for it. */
  setText(text: string, caret = text.length): void {
    const { input, clear } = this.#elements
    input.value = text
    clear.hidden = text === ''
    if (this.#hasFocus) input.setSelectionRange(caret, caret)
    this.#items = []
    this.close()
  }

  /** Shows suggestions, the best first; none closes the list. */
  show(items: readonly Item[]): void {
    const { list } = this.#elements
    this.#items = items
    list.replaceChildren(...items.map((item, i) => this.#parts.draw(item, `${list.id}-${i}`)))
    this.#activate(-1)
    if (this.#hasFocus) this.open()
  }

  open(): void {
    if (this.#items.length > 0) this.#setOpen(true)
  }

  close(): void {
    this.#setOpen(false)
    this.#activate(-1)
  }

  /** Also within a component, of which its document sees the host alone. */
  get #hasFocus(): boolean {
    const { input } = this.#elements
    return (input.getRootNode() as Document | ShadowRoot).activeElement === input
  }

  #setOpen(open: boolean): void {
    const { list, input } = this.#elements
    list.hidden = !open
    input.setAttribute('aria-expanded', String(open))
  }

  #typed(): void {
    const { input, clear } = this.#elements
    clear.hidden = input.value === ''
    this.#items = []
    if (input.value.trim() === '') this.close()
    this.#parts.typed(input.value)
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return
    const { list } = this.#elements
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.#items.length === 0) return
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      const count = this.#items.length
      if (list.hidden) this.open()
      // One position more than options: the one where the caret is back in the text alone.
      this.#activate(((this.#active + 1 + step + count + 1) % (count + 1)) - 1)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (!list.hidden) this.close()
      else if (this.text !== '') this.#elements.clear.click()
    }
  }

  #submit(): void {
    const [first] = this.#items
    const alone = first !== undefined && this.#parts.meant(first) ? first : undefined
    const item = this.#active < 0 ? alone : this.#items[this.#active]
    if (item !== undefined) this.#choose(item)
    else if (this.text.trim() !== '') this.#parts.submitted(this.text)
  }

  #choose(item: Item): void {
    this.close()
    this.#parts.chosen(item)
  }

  #activate(index: number): void {
    const { list, input } = this.#elements
    list.children[this.#active]?.setAttribute('aria-selected', 'false')
    this.#active = index
    const option = list.children[index]
    if (!option) {
      input.removeAttribute('aria-activedescendant')
      return
    }
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', option.id)
  }
}
