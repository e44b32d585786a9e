import { chooseLanguage, type Lang, sentence, type Values, type WordTable } from './sentence.ts'

const STORED = 'diachiso.lang'

/** The page's language: says words, remembers a choice, tells who must speak anew. */
export class Language<Table extends WordTable> {
  #lang: Lang
  readonly #listeners: Array<() => void> = []

  constructor(readonly words: Table) {
    this.#lang = chooseLanguage(location.search, recall())
  }

  get lang(): Lang {
    return this.#lang
  }

  say(word: keyof Table & string, values?: Values): string {
    return sentence(this.words[word]!, this.#lang, values)
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  set(lang: Lang): void {
    this.#lang = lang
    remember(lang)
    this.apply()
    for (const listener of this.#listeners) listener()
  }

  /** Puts the words of `data-say`, `data-say-label` and `data-say-placeholder` into the document. */
  apply(root: ParentNode = document): void {
    document.documentElement.lang = this.#lang
    // head and foot of the site, which the server writes in both
    for (const element of root.querySelectorAll<HTMLElement>('[data-vi]'))
      element.textContent = element.dataset[this.#lang] ?? ''
    for (const element of root.querySelectorAll<HTMLElement>('[data-say]'))
      element.textContent = this.say(element.dataset.say!)
    for (const element of root.querySelectorAll<HTMLElement>('[data-say-label]'))
      element.setAttribute('aria-label', this.say(element.dataset.sayLabel!))
    for (const element of root.querySelectorAll<HTMLInputElement>('[data-say-placeholder]'))
      element.placeholder = this.say(element.dataset.sayPlaceholder!)
  }
}

/** A link to the same page in the other language; a click switches without loading anew. */
export function languageSwitch(link: HTMLAnchorElement, language: Language<WordTable>): void {
  const draw = () => {
    const other: Lang = language.lang === 'vi' ? 'en' : 'vi'
    const url = new URL(location.href)
    url.searchParams.set('lang', other)
    link.href = url.pathname + url.search
    link.lang = other
    link.hreflang = other
    link.textContent = other === 'en' ? 'English' : 'Tiếng Việt'
  }
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const url = new URL(link.href)
    history.replaceState(history.state, '', url)
    language.set(link.lang === 'en' ? 'en' : 'vi')
  })
  link.addEventListener('pointerenter', draw)
  language.onChange(draw)
  draw()
}

/** Storage may be forbidden; then the choice lasts as long as the page. */
function recall(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

function remember(lang: Lang): void {
  try {
    localStorage.setItem(STORED, lang)
  } catch {
    // Nothing to do: see recall().
  }
}
