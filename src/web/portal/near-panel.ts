import type { NearFeature } from '../api/replies.ts'
import { element } from '../element.ts'
import type { Language } from '../language/language.ts'
import type { WORDS, Word } from '../language/words.ts'
import { NEAR_KINDS, type NearKind, nearest } from './near.ts'
import { drawNearList } from './near-list.ts'

/** From where distances are measured, and the word that says so. */
export interface Origin {
  readonly lon: number
  readonly lat: number
  readonly word: 'near.from-me' | 'near.from-place' | 'near.from-map'
}

export interface NearPanelParts {
  /** Where the buttons of kinds go. */
  kinds: HTMLElement
  /** Where the list goes. */
  panel: HTMLElement
  language: Language<typeof WORDS>
  /** Where the visitor is or looks; asked for when a kind is chosen. Undefined when that was refused and said. */
  origin: () => Promise<Origin | undefined>
  opened: (feature: NearFeature) => void
  announce: (text: string) => void
  failed: (error: unknown, again: () => void) => void
}

/** What is nearest of a kind: buttons that ask, and the list that answers. */
export class NearPanel {
  readonly #parts: NearPanelParts
  #running = new AbortController()

  constructor(parts: NearPanelParts) {
    this.#parts = parts
    const { kinds, language, panel } = parts
    const buttons = (Object.keys(NEAR_KINDS) as NearKind[]).map((kind) => {
      const button = element('button', { type: 'button', 'data-say': `near.${kind}` })
      button.addEventListener('click', () => void this.#ask(kind))
      return button
    })
    kinds.append(...buttons)
    language.apply(kinds)
    language.onChange(() => {
      panel.hidden = true
    })
  }

  close(): void {
    this.#running.abort()
    this.#parts.panel.hidden = true
  }

  async #ask(kind: NearKind): Promise<void> {
    const { language, panel, origin, opened, announce, failed } = this.#parts
    this.#running.abort()
    this.#running = new AbortController()
    const { signal } = this.#running
    try {
      const from = await origin()
      if (!from || signal.aborted) return
      const features = await nearest(kind, from, language.lang, signal)
      if (signal.aborted) return
      const named = language.say(`near.${kind}` as Word)
      const words = {
        title: language.say('nearOf', { kind: named }),
        from: language.say(from.word),
        none: language.say('near.none', { kind: named.toLocaleLowerCase('vi') }),
        close: language.say('near.close'),
      }
      drawNearList(panel, features, words, { opened, closed: () => this.close() })
      panel.querySelector('h2')?.focus()
      const [first] = features
      announce(first ? `${words.title}: ${first.properties.name}` : words.none)
    } catch (error) {
      if (!signal.aborted) failed(error, () => void this.#ask(kind))
    }
  }
}
