import type { NearFeature } from '../api/replies.ts'
import { element } from '../element.ts'
import { roughMetres } from '../language/rough-metres.ts'

export interface NearListWords {
  title: string
  /** From where distances are measured. */
  from: string
  /** What is said instead of an empty list. */
  none: string
  close: string
}

/** Draws what is nearest into `root`: a list of buttons, each with its distance and commune. */
export function drawNearList(
  root: HTMLElement,
  features: readonly NearFeature[],
  words: NearListWords,
  { opened, closed }: { opened: (feature: NearFeature) => void; closed: () => void },
): void {
  const close = element('button', { type: 'button', class: 'card-close', 'aria-label': words.close }, '×')
  close.addEventListener('click', closed)
  const items = features.map((feature) => {
    const { name, kind, commune, distance, basemap } = feature.properties
    const where = [commune?.name, basemap && 'OpenStreetMap'].filter(Boolean).join(' · ')
    const button = element(
      'button',
      { type: 'button' },
      element('span', { class: 'near-name' }, name ?? kind ?? '…'),
      element('span', { class: 'near-metres' }, roughMetres(distance)),
      where !== '' && element('span', { class: 'near-where' }, where),
    )
    button.addEventListener('click', () => opened(feature))
    return element('li', {}, button)
  })
  root.replaceChildren(
    close,
    element('h2', { id: 'near-title', tabindex: '-1' }, words.title),
    element('p', { class: 'quiet' }, items.length > 0 ? words.from : words.none),
    element('ol', { class: 'near-list' }, ...items),
  )
  root.hidden = false
}
