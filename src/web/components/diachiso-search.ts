import type { Place, Suggestion, SuggestionReply } from '../api/replies.ts'
import { withQuery } from '../api/with-query.ts'
import { element } from '../element.ts'
import { Combobox } from '../search-box/combobox.ts'
import { drawOption } from '../search-box/option.ts'
import { Suggester } from '../search-box/suggester.ts'

const WORDS = {
  vi: {
    label: 'Tìm địa chỉ',
    list: 'Gợi ý',
    clear: 'Xoá',
    nothing: 'Không tìm thấy.',
    counted: 'gợi ý',
    failed: 'Không liên lạc được với máy chủ.',
  },
  en: {
    label: 'Find an address',
    list: 'Suggestions',
    clear: 'Clear',
    nothing: 'Nothing found.',
    counted: 'suggestions',
    failed: 'The server cannot be reached.',
  },
} as const

/** The look, by custom properties and parts; a page's own style sheet has the last word through `::part()`. */
const STYLE = `
:host { position: relative; display: block; font: inherit; color: inherit }
:host([hidden]), [hidden] { display: none !important }
[part=box] { display: flex; border: 1.5px solid var(--diachiso-edge, #7d8d88); border-radius: var(--diachiso-radius, 10px); background: var(--diachiso-paper, Field); color: var(--diachiso-ink, FieldText) }
[part=box]:focus-within { outline: 3px solid var(--diachiso-focus, #1558c0); outline-offset: 1px }
[part=input] { flex: 1; min-width: 0; min-height: 44px; padding: 0 .85rem; border: 0; outline: 0; font: inherit; color: inherit; background: none }
[part=clear] { width: 44px; border: 0; font-size: 1.5rem; line-height: 1; color: inherit; background: none; cursor: pointer }
[part=list] { position: absolute; z-index: 10; inset-inline: 0; max-height: min(27rem, 60vh); margin-top: .35rem; padding: .3rem; overflow-y: auto; border: 1px solid var(--diachiso-edge, #7d8d88); border-radius: var(--diachiso-radius, 10px); background: var(--diachiso-paper, Field); color: var(--diachiso-ink, FieldText); box-shadow: 0 6px 24px rgb(0 0 0 / .2) }
[role=option] { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; min-height: 44px; padding: .45rem .6rem; border-radius: 7px; cursor: pointer; overflow-wrap: anywhere }
[role=option][aria-selected=true], [role=option]:hover { background: var(--diachiso-accent-soft, SelectedItem); color: var(--diachiso-accent-ink, SelectedItemText) }
.option-name { font-weight: 600 }
.option-where { grid-column: 1 / -1 }
mark { color: inherit; background: var(--diachiso-mark, transparent); text-decoration: underline }
[part=status] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
`

/** What is told of a chosen place. */
export interface ChosenPlace {
  readonly id: string | number | undefined
  readonly address: string
  readonly code: string
  readonly lat: number | undefined
  readonly lon: number | undefined
  /** The whole feature as `/v1/features/{id}` gives it. */
  readonly feature: Place
}

const LIMIT = 6

/**
 * `<diachiso-search>`: an address field for any page. Attributes: `server` (where the script came from without it), `lang`,
 * `name`, `label`, `placeholder`, `lat` and `lon` to prefer what is near, `types`. In a form it sends the address under `name`, and
 * fills the form's fields named by `fill-address`, `fill-code`, `fill-lat`, `fill-lon` (address, code, lat, lon without them).
 * Events: `diachiso-choose` with a {@link ChosenPlace}, `diachiso-clear`, `diachiso-error`.
 */
export class DiachisoSearch extends HTMLElement {
  static readonly formAssociated = true
  static readonly observedAttributes = ['lat', 'lon', 'lang', 'types']
  readonly #internals = this.attachInternals()
  readonly #input = element('input', {
    part: 'input',
    id: 'input',
    type: 'text',
    inputmode: 'search',
    enterkeyhint: 'search',
    maxlength: '300',
    autocomplete: 'off',
    spellcheck: 'false',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'list',
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
  })
  readonly #status = element('p', { part: 'status', role: 'status' })
  readonly #suggester: Suggester<SuggestionReply>
  readonly #box: Combobox<Suggestion>
  #choosing = new AbortController()

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
    const list = element('div', { part: 'list', id: 'list', role: 'listbox', hidden: true })
    const clear = element('button', { part: 'clear', type: 'button', hidden: true }, '×')
    const form = element(
      'form',
      { part: 'form' },
      element('div', { part: 'box' }, this.#input, clear),
      list,
      this.#status,
    )
    // a page whose policy forbids inline styles allows these
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    root.adoptedStyleSheets = [sheet]
    root.append(form)
    this.#suggester = new Suggester({
      ask: (q, signal) =>
        this.#get<SuggestionReply>(
          '/v1/autocomplete',
          { ...this.#preferred(), q, limit: LIMIT, view: 'list' },
          signal,
        ),
      show: ({ features }) => {
        this.#box.show(features)
        this.#say(features.length > 0 ? `${features.length} ${this.#words.counted}` : this.#words.nothing)
      },
      fail: (error) => this.#failed(error),
    })
    this.#box = new Combobox<Suggestion>(
      { form, input: this.#input, list, clear },
      {
        draw: (suggestion, id) => drawOption(suggestion, id, { kind: '' }),
        typed: (text) => {
          this.#setValue(text)
          if (text.trim()) this.#suggester.type(text)
          else this.#suggester.stop()
        },
        chosen: (suggestion) => void this.#choose(suggestion),
        meant: ({ properties: { vn } }) => vn.grade !== 'C',
        submitted: (text) => this.#suggester.type(text),
        cleared: () => {
          this.#suggester.stop()
          this.#setValue('')
          this.#tell('clear', undefined)
        },
      },
    )
    this.#internals.role = 'group'
  }

  connectedCallback(): void {
    const label = this.getAttribute('label') ?? this.#words.label
    this.#input.setAttribute('aria-label', label)
    this.#input.placeholder = this.getAttribute('placeholder') ?? label
    this.shadowRoot!.querySelector('[part=list]')!.setAttribute('aria-label', this.#words.list)
    this.shadowRoot!.querySelector('[part=clear]')!.setAttribute('aria-label', this.#words.clear)
    const given = this.getAttribute('value')
    if (given && !this.#input.value) this.value = given
  }

  /** Another place is preferred, or other words: answers to what was typed before do not hold. */
  attributeChangedCallback(): void {
    this.#suggester.clear()
  }

  formResetCallback(): void {
    this.value = this.getAttribute('value') ?? ''
  }

  /** The text of the field. */
  get value(): string {
    return this.#input.value
  }

  set value(text: string) {
    this.#box.setText(text)
    this.#internals.setFormValue(text)
  }

  /** The place that a map shows: what is near it is preferred from now on. */
  focusOn(lat: number, lon: number): void {
    this.setAttribute('lat', lat.toFixed(3))
    this.setAttribute('lon', lon.toFixed(3))
  }

  async #choose(suggestion: Suggestion): Promise<void> {
    const { vn, geocoding } = suggestion.properties
    this.#suggester.stop()
    this.#choosing.abort()
    this.#choosing = new AbortController()
    const { signal } = this.#choosing
    // A street is chosen and its number is typed next, before the caret.
    if (vn.complete) {
      const { text, caret } = vn.complete
      this.#box.setText(`${text.slice(0, caret)} ${text.slice(caret)}`, caret)
    } else this.#box.setText(geocoding.label)
    this.#internals.setFormValue(geocoding.label)
    try {
      const feature = await this.#get<Place>(`/v1/features/${encodeURIComponent(suggestion.id)}`, {}, signal)
      const [lon, lat] = feature.geometry?.coordinates ?? []
      const isAddress = feature.properties.vn.class !== undefined
      const place: ChosenPlace = {
        id: feature.id,
        address: feature.properties.geocoding.label,
        code: (isAddress && feature.properties.vn.code) || '',
        lat,
        lon,
        feature,
      }
      this.#fill(place)
      this.#say(place.address)
      this.#tell('choose', place)
    } catch (error) {
      if (!signal.aborted) this.#failed(error)
    }
  }

  /** Fills the fields of the form around: what of the place they are named for. */
  #fill(place: Pick<ChosenPlace, 'address' | 'code' | 'lat' | 'lon'>): void {
    for (const part of ['address', 'code', 'lat', 'lon'] as const) {
      const field = this.#internals.form?.elements.namedItem(this.getAttribute(`fill-${part}`) ?? part)
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
        field.value = String(place[part] ?? '')
        field.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  }

  /** A text that was typed names no place yet: what an earlier choice has filled is taken back. */
  #setValue(text: string): void {
    this.#choosing.abort()
    this.#internals.setFormValue(text)
    this.#fill({ address: '', code: '', lat: undefined, lon: undefined })
  }

  #preferred() {
    const [lat, lon, types] = ['lat', 'lon', 'types'].map((name) => this.getAttribute(name) ?? undefined)
    return { ...(lat !== undefined && lon !== undefined ? { lat, lon } : {}), types }
  }

  async #get<Reply>(
    path: string,
    params: Record<string, string | number | undefined>,
    signal: AbortSignal,
  ): Promise<Reply> {
    const base = (this.getAttribute('server') ?? new URL('..', import.meta.url).href).replace(/\/$/, '')
    const response = await fetch(base + withQuery(path, { ...params, lang: this.#lang }), {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    })
    if (!response.ok) throw new Error(`${response.status} ${path}`)
    return (await response.json()) as Reply
  }

  get #lang(): 'vi' | 'en' {
    return this.lang === 'en' ? 'en' : 'vi'
  }

  get #words() {
    return WORDS[this.#lang]
  }

  #say(text: string): void {
    this.#status.textContent = text
  }

  #failed(error: unknown): void {
    this.#say(this.#words.failed)
    this.#tell('error', error)
  }

  #tell(what: 'choose' | 'clear' | 'error', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`diachiso-${what}`, { detail, bubbles: true, composed: true }))
  }
}

if (!customElements.get('diachiso-search')) customElements.define('diachiso-search', DiachisoSearch)
