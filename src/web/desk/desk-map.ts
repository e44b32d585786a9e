import { type Map as MapLibre, Marker, type VectorTileSource } from 'maplibre-gl'
import { element } from '../element.ts'
import { baseMap } from '../map/base-map.ts'
import type { Point } from './item/address-form.ts'

export interface DeskMapParts {
  readonly container: HTMLElement
  readonly label: string
  /** The pin was put somewhere: dragged, or by a tap or Enter while it is being moved. */
  readonly put: (place: Point) => void
  /** A house of the map was picked. */
  readonly picked: (id: string) => void
}

/** What the map shows of the open item. */
export interface ShownPlaces {
  readonly pin?: Point | undefined
  /** Whether the pin can be dragged. */
  readonly isMovable: boolean
  /** Where it is now, where something else is proposed; or the second of two. */
  readonly other?: { readonly place: Point; readonly label: string } | undefined
}

const STYLES = { light: '/styles/base-light.json', dark: '/styles/base-dark.json' }
/** The source of addresses in the styles, and its layers of single ones. */
const SOURCE = 'diachiso'
const HOUSES = ['address-point', 'house-number']
const CLOSE = 18
/** Pixels around a tap in which a house is picked. */
const REACH = 8

/** The map beside the form. Nothing but an explicit move puts the pin elsewhere: the map itself moves freely under it. */
export class DeskMap {
  readonly #map: MapLibre
  readonly #parts: DeskMapParts
  readonly #pin: Marker
  readonly #other: Marker
  #isMoving = false

  /** Rejects where the browser or the server cannot show a map. */
  static async open(parts: DeskMapParts): Promise<DeskMap> {
    const map = await baseMap(parts.container, STYLES)
    return new DeskMap(map, parts)
  }

  private constructor(map: MapLibre, parts: DeskMapParts) {
    this.#map = map
    this.#parts = parts
    this.#pin = new Marker({
      element: element('div', { class: 'pin', 'aria-hidden': 'true' }),
      anchor: 'bottom',
    })
    this.#other = new Marker({ element: element('div', { class: 'spot', 'aria-hidden': 'true' }) })
    this.#pin.on('dragend', () => this.#tellPin())
    const canvas = map.getCanvas()
    canvas.setAttribute('aria-label', parts.label)
    map.on('click', ({ lngLat, point }) => {
      if (this.#isMoving) return this.#put([lngLat.lng, lngLat.lat])
      const { x, y } = point
      const [house] = map.queryRenderedFeatures(
        [
          [x - REACH, y - REACH],
          [x + REACH, y + REACH],
        ],
        { layers: HOUSES.filter((id) => map.getLayer(id)) },
      )
      const id: unknown = house?.properties.id
      if (typeof id === 'string') parts.picked(id)
    })
    canvas.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !this.#isMoving) return
      event.stopPropagation()
      this.putInMiddle()
    })
  }

  /** Shows the places of an item; looks there when `look`. */
  show({ pin, isMovable, other }: ShownPlaces, look: boolean): void {
    place(this.#map, this.#other, other?.place)
    this.#other.getElement().textContent = other?.label ?? ''
    place(this.#map, this.#pin, pin)
    this.#pin.setDraggable(isMovable)
    this.#pin.getElement().classList.toggle('movable', isMovable)
    if (look && pin) this.#map.jumpTo({ center: [...pin], zoom: Math.max(this.#map.getZoom(), CLOSE) })
  }

  /** While it moves, a tap puts the pin there. */
  set isMoving(isMoving: boolean) {
    this.#isMoving = isMoving
    this.#parts.container.classList.toggle('moving', isMoving)
    if (isMoving) this.#map.getCanvas().focus()
  }

  putInMiddle(): void {
    const { lng, lat } = this.#map.getCenter()
    this.#put([lng, lat])
  }

  /** Draws the houses anew, after one has changed: the tiles of the new state have a new address. */
  refresh(): void {
    const source = this.#map.getSource(SOURCE) as VectorTileSource | undefined
    if (source?.url) source.setUrl(source.url)
  }

  #put(at: Point): void {
    this.#pin.setLngLat([...at]).addTo(this.#map)
    this.#tellPin()
  }

  #tellPin(): void {
    const { lng, lat } = this.#pin.getLngLat()
    this.#parts.put([lng, lat])
  }
}

function place(map: MapLibre, marker: Marker, at: Point | undefined): void {
  if (at) marker.setLngLat([...at]).addTo(map)
  else marker.remove()
}
