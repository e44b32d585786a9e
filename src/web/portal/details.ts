import type { Place } from '../api/replies.ts'
import { drawCard, drawMessage } from '../card/card.ts'
import { coordinatesText, type Fact, plusCode, readableCode, sayIn } from '../card/facts.ts'
import { remarkOn } from '../card/query-remark.ts'
import type { Language } from '../language/language.ts'
import type { WORDS } from '../language/words.ts'
import { linkQuery, pageOf, type Target } from '../permalink.ts'
import { type HouseListParts, houseList } from './house-list.ts'
import type { Found } from './look-up.ts'

export interface DetailsParts {
  card: HTMLElement
  /** What is shown while there is no card. */
  intro: HTMLElement
  language: Language<typeof WORDS>
  announce: (text: string) => void
  closed: () => void
  /** An address was chosen in the list of a street's numbers. */
  chosen: (id: string) => void
  failed: HouseListParts['failed']
}

/** The place beside the map that shows a card, or the introduction when there is none. */
export class Details {
  #shown: { found: Found; target: Target } | undefined

  constructor(private readonly parts: DetailsParts) {
    parts.language.onChange(() => this.#draw())
  }

  show(found: Found, target: Target): void {
    this.#shown = { found, target }
    this.#draw()
    this.parts.card.scrollTop = 0
  }

  get target(): Target | undefined {
    return this.#shown?.target
  }

  close(): void {
    this.#shown = undefined
    this.#draw()
  }

  #draw(): void {
    const { card, intro, language, announce, closed, chosen, failed } = this.parts
    const shown = this.#shown
    card.hidden = !shown
    intro.hidden = Boolean(shown)
    card.setAttribute('aria-label', sayIn(language.lang)('card'))
    document.title = [shown && titleOf(shown.found), language.say('title')].filter(Boolean).join(' · ')
    if (!shown) {
      card.replaceChildren()
      return
    }
    const say = sayIn(language.lang)
    const parts = { say, announce, close: closed }
    const { found, target } = shown
    if (found.kind === 'place') {
      const link = new URL(pageOf(found.place, target, found.former), location.href).href
      drawCard(card, { place: found.place, pointWarnings: found.warnings, link, mine: found.mine }, parts)
      const { id, properties } = found.place
      const isOurs = properties.vn.basemap === undefined
      const hasNumbers = properties.vn.kind === 'street' || properties.vn.kind === 'hamlet'
      if (isOurs && hasNumbers && typeof id === 'string')
        card
          .querySelector('.card-facts')
          ?.before(houseList(id, { say, lang: language.lang, announce, opened: chosen, failed }))
    } else if (found.kind === 'outside') {
      const facts = pointFacts([found.lon, found.lat], say)
      drawMessage(card, { title: say('point.outside'), text: say('point.outside.text'), facts }, parts)
    } else if (found.kind === 'remark') {
      const message = remarkOn(found.remark, say)
      if (message) drawMessage(card, message, parts)
    } else {
      const { valid, problems, normalized, suggestions } = found.reply
      const title = say(valid ? 'code.unknown' : 'code.invalid')
      const text = [normalized, ...problems.map(({ message }) => message)].join(' — ')
      const values = suggestions.map((code) => ({
        text: readableCode(code),
        href: linkQuery({ kind: 'code', code }, language.lang),
      }))
      const facts = values.length > 0 ? [{ term: say('fact.suggestions'), values, code: true }] : []
      drawMessage(card, { title, text, facts }, parts)
    }
  }
}

function titleOf(found: Found): string | undefined {
  return found.kind === 'place' ? nameOf(found.place) : undefined
}

function nameOf({ properties: { geocoding } }: Place): string {
  return geocoding.name ?? geocoding.label
}

function pointFacts(point: readonly number[], say: ReturnType<typeof sayIn>): Fact[] {
  const lines = [
    ['fact.coordinates', coordinatesText(point)],
    ['fact.pluscode', plusCode(point)],
  ] as const
  return lines.flatMap(([word, text]) =>
    text ? [{ term: say(word), values: [{ text, copy: text }], code: true }] : [],
  )
}
