import { element } from '../element.ts'
import type { DeskQueue, Tab } from './desk-queue.ts'
import { keyOf, type QueueItem } from './desk-types.ts'
import { say, sayOf } from './desk-words.ts'

export interface QueueListParts {
  readonly root: HTMLElement
  readonly queue: DeskQueue
  readonly choose: (item: QueueItem) => void
  readonly filter: (tab: Tab) => void
  readonly more: () => void
  /** Whether items can be marked to be verified together, and what is told of it. */
  readonly marks:
    | { readonly has: (key: string) => boolean; readonly toggle: (key: string) => void }
    | undefined
}

const DAY = 86_400_000
/** Kinds of which many are settled together. */
export const MARKED: ReadonlySet<string> = new Set(['created', 'sample'])

/** How long something has waited. */
export function ageText(at: string): string {
  const days = Math.floor((Date.now() - Date.parse(at)) / DAY)
  return days <= 0 ? say('today') : say('days', { n: days })
}

/** The list of what waits, with its filters. */
export class QueueList {
  readonly #parts: QueueListParts
  readonly #tabs = element('div', { class: 'tabs', role: 'group', 'aria-label': say('lists') })
  readonly #list = element('ol', { class: 'items' })
  readonly #empty = element('p', { class: 'quiet' }, say('empty'))
  readonly #more = element('button', { type: 'button', class: 'plain' }, say('more'))
  readonly #marks = element('p', { class: 'marks', hidden: true })

  constructor(parts: QueueListParts) {
    this.#parts = parts
    this.#more.addEventListener('click', parts.more)
    parts.root.append(this.#tabs, this.#marks, this.#list, this.#empty, this.#more)
  }

  /** Draws it anew; `chosen` is the key of the open item. */
  draw(chosen: string | undefined): void {
    const { queue, choose, filter, marks } = this.#parts
    this.#tabs.replaceChildren(
      ...queue.tabs.map((tab) => {
        const count = queue.count(tab)
        const button = element(
          'button',
          { type: 'button', 'aria-pressed': String(tab === queue.tab), 'data-tab': tab },
          say(tab),
          ' ',
          count !== undefined && element('span', { class: 'count' }, String(count)),
        )
        button.addEventListener('click', () => filter(tab))
        return button
      }),
    )
    this.#list.replaceChildren(
      ...queue.items.map((item) => {
        const key = keyOf(item)
        const button = element(
          'button',
          { type: 'button', 'aria-current': key === chosen && 'true', 'data-key': key },
          element('span', { class: 'kind' }, sayOf('kind-', item.kind)),
          element('span', { class: 'age' }, ageText(item.at)),
          element('strong', {}, item.label ?? say('noName')),
          remarkOf(item),
        )
        button.addEventListener('click', () => choose(item))
        const isMarked = marks && MARKED.has(item.kind)
        return element('li', {}, isMarked ? this.#box(key, item) : null, button)
      }),
    )
    this.#empty.hidden = queue.items.length > 0
    this.#more.hidden = !queue.hasMore
    this.#list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }

  /** What is told of marked items, with what is done with them; nothing where there are none. */
  tellMarks(parts: readonly (string | Node)[]): void {
    this.#marks.replaceChildren(...parts)
    this.#marks.hidden = parts.length === 0
  }

  #box(key: string, { label }: QueueItem): HTMLElement {
    const { marks } = this.#parts
    const box = element('input', {
      type: 'checkbox',
      checked: marks?.has(key),
      'aria-label': `${say('mark')}: ${label ?? say('noName')}`,
    })
    box.addEventListener('change', () => marks?.toggle(key))
    return box
  }
}

/** What a line says of an item beside its name. */
function remarkOf({ message, report, reason }: QueueItem): HTMLElement | undefined {
  const remark = message ?? (report === undefined ? reason : sayOf('about-', report))
  return remark ? element('span', { class: 'remark' }, remark) : undefined
}
