import { distance } from '../../geo/distance.ts'
import { labelField } from '../../text/fields/label-field.ts'
import { fold } from '../../text/syllable.ts'
import { serverUrl } from '../api/server-url.ts'
import { byId, element } from '../element.ts'
import type { Lang } from '../language/sentence.ts'
import { itemsUrl } from './items-url.ts'
import type { Choice, Seen, ThemeFacts } from './theme-facts.ts'
import type { SayTheme } from './theme-words.ts'

interface Item {
  id: string
  properties: Record<string, unknown>
  geometry: { type: string; coordinates: unknown } | null
}

/** What is listed of a feature. */
interface Row {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly commune: string
  readonly at: readonly [lon: number, lat: number] | undefined
  readonly metres: number
}

/** Most features that are listed, and in a file that is taken from here: a page of the server. */
const LISTED = 200
const TAKEN = 1000
/** Milliseconds for which a view must stay. */
const STAYS_MS = 300

interface ListOptions {
  readonly facts: ThemeFacts
  readonly say: SayTheme
  readonly lang: () => Lang
  /** Shows a place on the map. */
  readonly goTo: (lon: number, lat: number) => void
}

/** The features in the map's view, beside it: searched and sorted here, taken as files. */
export class FeatureList {
  readonly #options: ListOptions
  readonly #search = byId<HTMLInputElement>('list-search')
  readonly #order = byId<HTMLSelectElement>('list-order')
  #asked: AbortController | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #items: readonly Item[] = []
  #more = false
  #seen: Seen | undefined

  constructor(options: ListOptions) {
    this.#options = options
    byId('list-box').hidden = options.facts.kind === 'counts' || options.facts.size === 0
    this.#search.addEventListener('input', () => this.draw())
    this.#order.addEventListener('change', () => this.draw())
  }

  /** Lists what is seen, when it has stayed for a moment. */
  follow(seen: Seen, choice: Choice): void {
    if (byId('list-box').hidden) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load(seen, choice), STAYS_MS)
  }

  async #load(seen: Seen, choice: Choice): Promise<void> {
    this.#asked?.abort()
    const asked = new AbortController()
    this.#asked = asked
    const { id } = this.#options.facts
    for (const format of ['csv', 'geojson'] as const)
      byId<HTMLAnchorElement>(`list-${format}`).href = itemsUrl(id, seen.box, choice, {
        f: format,
        limit: TAKEN,
      })
    try {
      const response = await fetch(itemsUrl(id, seen.box, choice, { f: 'json', limit: LISTED + 1 }), {
        signal: asked.signal,
      })
      if (!response.ok) throw new Error(String(response.status))
      const { features } = (await response.json()) as { features: Item[] }
      this.#items = features.slice(0, LISTED)
      this.#more = features.length > LISTED
      this.#seen = seen
      this.draw()
    } catch {
      if (!asked.signal.aborted) byId('list-note').textContent = this.#options.say('failed')
    }
  }

  /** Writes the list anew: of what was found last, in the language of now. */
  draw(): void {
    const { say } = this.#options
    const wanted = fold(this.#search.value.normalize('NFC').trim())
    const rows = this.#items
      .map((item) => rowOf(item, this.#options.facts, this.#seen))
      .filter(({ name, kind, commune }) =>
        fold(`${name} ${kind} ${commune}`.normalize('NFC')).includes(wanted),
      )
    const byName = this.#order.value === 'name'
    rows.sort((a, b) => (byName ? a.name.localeCompare(b.name, 'vi') : a.metres - b.metres))
    byId('list').replaceChildren(...rows.map((row) => this.#entry(row)))
    const n = rows.length
    byId('list-note').textContent = this.#more ? say('listMore', { n }) : say('listed', { n })
  }

  #entry({ id, name, kind, commune, at, metres }: Row): HTMLElement {
    const { say, facts, goTo, lang } = this.#options
    const page = serverUrl(
      `/ogc/collections/${encodeURIComponent(facts.id)}/items/${encodeURIComponent(id)}?f=html&lang=${lang()}`,
    )
    const show = at && element('button', { type: 'button', 'aria-label': say('showOnMap', { name }) }, '→')
    show?.addEventListener('click', () => goTo(...at!))
    const about = [kind, commune, Number.isFinite(metres) ? away(metres, lang()) : '']
      .filter(Boolean)
      .join(' · ')
    return element(
      'li',
      {},
      element('span', {}, element('a', { href: page }, name), element('small', {}, about)),
      show,
    )
  }
}

function rowOf({ id, properties, geometry }: Item, { legend }: ThemeFacts, seen: Seen | undefined): Row {
  const named = Object.keys(properties).filter(
    (field) => typeof properties[field] === 'string' && properties[field] !== '',
  )
  const label = labelField(named)
  const at = middleOf(geometry?.coordinates)
  return {
    id,
    name: label === undefined ? id : String(properties[label]),
    kind: legend.field === null ? '' : String(properties[legend.field] ?? ''),
    // Many bear one name: a health station of each former ward of that number.
    commune: typeof properties.commune === 'string' ? properties.commune : '',
    at,
    metres: at && seen ? distance(...at, seen.lon, seen.lat) : Number.POSITIVE_INFINITY,
  }
}

/** Middle of the box around some coordinates, however deep they lie. */
function middleOf(coordinates: unknown): [lon: number, lat: number] | undefined {
  const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]
  const look = (part: unknown): void => {
    if (!Array.isArray(part)) return
    const [x, y] = part as unknown[]
    if (typeof x !== 'number' || typeof y !== 'number') {
      for (const inner of part) look(inner)
      return
    }
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  look(coordinates)
  return box[0] <= box[2] ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : undefined
}

function away(metres: number, lang: Lang): string {
  const km = metres >= 1000
  const value = km ? metres / 1000 : Math.round(metres / 10) * 10
  return `${value.toLocaleString(lang, { maximumFractionDigits: km ? 1 : 0 })} ${km ? 'km' : 'm'}`
}
