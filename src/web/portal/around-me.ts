import { getJson } from '../api/client.ts'
import type { NearFeature, Place } from '../api/replies.ts'
import type { Language } from '../language/language.ts'
import { roughMetres } from '../language/rough-metres.ts'
import type { WORDS } from '../language/words.ts'
import type { MapFrame } from '../map/map-frame.ts'
import { type Target, targetOf } from '../permalink.ts'
import { locate, NotLocated, type Position } from './locate.ts'
import { type Found, lookUpMine } from './look-up.ts'
import { NearPanel, type NearPanelParts, type Origin } from './near-panel.ts'

export interface AroundMeParts {
  map: MapFrame
  language: Language<typeof WORDS>
  near: Pick<NearPanelParts, 'kinds' | 'panel'>
  announce: (text: string, visible?: boolean) => void
  /** Looks something up and shows it, unless something else is looked up meanwhile. */
  show: (look: (signal: AbortSignal) => Promise<Found>, shown: (found: Found) => void) => Promise<void>
  open: (found: Found, target: Target) => void
  callOff: () => void
  /** Suggestions prefer another place now. */
  moved: () => void
  failed: NearPanelParts['failed']
}

/** Zoom from which the map tells where somebody looks for something. */
const CLOSE = 11

/** Where the visitor is, which is asked for only when a button is pressed, and what that leads to. */
export class AroundMe {
  readonly #parts: AroundMeParts
  readonly #near: NearPanel
  #mine: Position | undefined
  /** Where the card's place is. */
  #shown: readonly number[] | undefined

  constructor(parts: AroundMeParts) {
    this.#parts = parts
    this.#near = new NearPanel({
      ...parts.near,
      language: parts.language,
      origin: () => this.#origin(),
      opened: (feature) => void this.#openNear(feature),
      announce: parts.announce,
      failed: parts.failed,
    })
  }

  /** A card is shown of a place, or none. */
  shown(at: readonly number[] | undefined): void {
    this.#near.close()
    this.#shown = at
  }

  /** Near what suggestions are preferred: the visitor, else where the map looks closely; a kilometre says enough. */
  preferred(): { lat?: string; lon?: string } {
    const seen = this.#parts.map.centre
    const at = this.#mine ?? (seen && seen.zoom >= CLOSE ? seen : undefined)
    return at ? { lat: at.lat.toFixed(2), lon: at.lon.toFixed(2) } : {}
  }

  async whereAmI(): Promise<void> {
    const { show, open, map, announce, language } = this.#parts
    const position = await this.#locate()
    if (!position) return
    const { lon, lat, accuracy } = position
    await show(
      (signal) => lookUpMine(position, language.lang, signal),
      (found) => {
        open(found, { kind: 'point', lat, lon })
        map.look({ centre: [lon, lat], zoom: zoomFor(accuracy) })
        announce(language.say('located', { metres: roughMetres(accuracy) }))
      },
    )
  }

  /** Asks the device where it is; says why not where it does not tell. */
  async #locate(): Promise<Position | undefined> {
    const { announce, language, callOff, map, moved } = this.#parts
    callOff()
    announce(language.say('locating'), true)
    try {
      const position = await locate()
      this.#mine = position
      moved()
      map.here([position.lon, position.lat], position.accuracy)
      announce('')
      return position
    } catch (error) {
      announce(language.say(error instanceof NotLocated ? error.word : 'locateMissing'), true)
      return undefined
    }
  }

  /** From where the nearest is looked for: the visitor, else what is shown, else where the map looks. */
  async #origin(): Promise<Origin | undefined> {
    if (this.#mine) return { lon: this.#mine.lon, lat: this.#mine.lat, word: 'near.from-me' }
    const [lon, lat] = this.#shown ?? []
    if (lon !== undefined && lat !== undefined) return { lon, lat, word: 'near.from-place' }
    const position = await this.#locate()
    if (position) return { lon: position.lon, lat: position.lat, word: 'near.from-me' }
    const seen = this.#parts.map.centre
    return seen && { lon: seen.lon, lat: seen.lat, word: 'near.from-map' }
  }

  async #openNear({ id, geometry, properties }: NearFeature): Promise<void> {
    const { show, open, announce, language } = this.#parts
    const { layer, name, kind, commune, basemap, attribution } = properties
    const label = [name ?? kind ?? layer, commune?.name].filter(Boolean).join(', ')
    await show(
      async (signal): Promise<Found> => {
        const geocoding = { type: 'locality', label }
        const place: Place =
          layer === 'place' || (basemap && name)
            ? await getJson<Place>(`/v1/features/${encodeURIComponent(id)}`, { lang: language.lang }, signal)
            : {
                geometry,
                properties: {
                  geocoding,
                  vn: { kind: 'place', commune, ...(basemap && attribution ? { basemap, attribution } : {}) },
                },
              }
        return { kind: 'place', place, warnings: [] }
      },
      (found) => {
        if (found.kind === 'place') open(found, targetOf(found.place))
        announce(language.say('opened', { label }))
      },
    )
  }
}

/** A zoom at which a circle of so many metres is seen whole. */
function zoomFor(accuracy: number): number {
  return Math.max(8, Math.min(17, 16 - Math.log2(Math.max(1, accuracy / 100))))
}
