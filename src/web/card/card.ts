import type { Place } from '../api/replies.ts'
import { element } from '../element.ts'
import { roughMetres } from '../language/rough-metres.ts'
import { headLength } from '../search-box/highlight.ts'
import { CARD_WORDS, type CardWord } from './card-words.ts'
import { copyButton } from './copy-button.ts'
import { coordinatesText, type Fact, factsOf, type Mine, ROUGH, type Say } from './facts.ts'
import { qrDetails } from './qr-details.ts'
import { warningsOf } from './warnings.ts'

export interface CardContent {
  place: Place
  /** Warnings of the clicked point. */
  pointWarnings?: readonly string[]
  /** Where the visitor is, when the card was asked for that. */
  mine?: Mine | undefined
  /** Address of the page that opens this card again. */
  link: string
}

export interface CardParts {
  say: Say
  announce: (text: string) => void
  close: () => void
}

/** How many values of a long list are shown before "show all". */
const FEW = 4

/** Draws a card into `root`, in place of what it showed. */
export function drawCard(
  root: HTMLElement,
  { place, pointWarnings = [], link, mine }: CardContent,
  parts: CardParts,
) {
  const { say } = parts
  const { label, name } = place.properties.geocoding
  // the comma of a coordinate parts nothing
  const head = isPoint(place) && name && label.startsWith(name) ? name.length : headLength(label)
  const warnings = warningsOf(place, pointWarnings, say)
  if (mine && mine.accuracy > ROUGH)
    warnings.unshift(say('warning.rough-position', { metres: roughMetres(mine.accuracy) }))
  const copied = isPoint(place) ? (coordinatesText(place.geometry?.coordinates ?? []) ?? label) : label
  root.replaceChildren(
    closeButton(parts),
    element('p', { class: 'card-kind' }, kindOf(place, say)),
    element('h2', { id: 'card-title' }, label.slice(0, head)),
    element('p', { class: 'card-where' }, label.slice(head + 2)),
    copyButton(copied, copied, say, parts.announce, say('copy.address')),
    ...(warnings.length > 0
      ? [element('ul', { class: 'card-warnings' }, ...warnings.map((text) => element('li', {}, text)))]
      : []),
    element(
      'dl',
      { class: 'card-facts' },
      ...factsOf(place, link, say, mine).flatMap((fact) => drawFact(fact, parts)),
    ),
    qrDetails(link, say('qr')),
    element('p', { class: 'card-report' }, element('a', { href: reportLink(place, mine) }, say('report'))),
  )
  root.hidden = false
}

/** The page on which an error of a place is reported. */
function reportLink({ id, geometry, properties: { vn } }: Place, mine: Mine | undefined): string {
  const point = mine ? [mine.lon, mine.lat] : (geometry?.coordinates ?? [])
  const isAddress = vn.class !== undefined && !mine
  const about = isAddress ? (vn.code ?? String(id)) : point.join(',')
  return `./phan-anh?${new URLSearchParams({ about })}`
}

/** A card that only says something, with the facts of the point it is about. */
export function drawMessage(
  root: HTMLElement,
  { title, text, facts = [] }: { title: string; text?: string; facts?: Fact[] },
  parts: CardParts,
) {
  root.replaceChildren(
    closeButton(parts),
    element('h2', { id: 'card-title' }, title),
    ...(text ? [element('p', { class: 'card-where' }, text)] : []),
    element('dl', { class: 'card-facts' }, ...facts.flatMap((fact) => drawFact(fact, parts))),
  )
  root.hidden = false
}

function isPoint({ properties: { vn } }: Place): boolean {
  return vn.kind === 'point'
}

function kindOf({ properties: { vn } }: Place, say: Say): string {
  const word = `kind.${vn.scheme ?? vn.kind}`
  return word in CARD_WORDS ? say(word as CardWord) : ''
}

function closeButton({ say, close }: CardParts): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'card-close', 'aria-label': say('close') }, '×')
  button.addEventListener('click', close)
  return button
}

function drawFact(
  { term, values, code = false, wide = false }: Fact,
  { say, announce }: CardParts,
): HTMLElement[] {
  const drawn = values.map(({ text, note, copy, href }) =>
    element(
      'dd',
      { class: [code && 'code', wide && 'wide'].filter(Boolean).join(' ') || undefined },
      element('span', { class: 'value' }, href ? element('a', { href }, text) : text),
      copy !== undefined && copyButton(term, copy, say, announce),
      note !== undefined && element('small', {}, note),
    ),
  )
  const title = element('dt', { class: wide && 'wide' }, term)
  if (drawn.length <= FEW + 1) return [title, ...drawn]
  for (const value of drawn.slice(FEW)) value.hidden = true
  const all = element('button', { type: 'button', class: 'more' }, say('more', { n: drawn.length }))
  all.addEventListener('click', () => {
    for (const value of drawn) value.hidden = false
    all.parentElement?.remove()
  })
  return [title, ...drawn, element('dd', { class: 'wide' }, all)]
}
