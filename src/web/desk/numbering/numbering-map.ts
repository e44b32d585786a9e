import { type Map as MapLibre, Marker, type VectorTileSource } from 'maplibre-gl'
import { element } from '../../element.ts'
import { baseMap } from '../../map/base-map.ts'
import type { PlannedHouse, Point } from './numbering-types.ts'

export interface NumberingMapParts {
  readonly container: HTMLElement
  readonly label: string
  /** A point was put while a line is drawn. */
  readonly put: (point: Point) => void
  /** The last point is to go. */
  readonly takeBack: () => void
  /** The line is done. */
  readonly end: () => void
  /** A house was picked by its number. */
  readonly picked: (id: string) => void
}

const STYLES = { light: '/styles/base-light.json', dark: '/styles/base-dark.json' }
/** The source of addresses in the styles. */
const SOURCE = 'diachiso'
const CLOSE = 18
/** Pixels that a number takes. */
const ROOM = { x: 34, y: 22 }
const SVG = 'http://www.w3.org/2000/svg'

/** The map of numbering: houses with their new numbers, and the line that is drawn. */
export class NumberingMap {
  readonly #map: MapLibre
  readonly #parts: NumberingMapParts
  readonly #markers = new Map<string, Marker>()
  readonly #stroke = document.createElementNS(SVG, 'polyline')
  #line: readonly Point[] = []
  #isDrawing = false

  /** Rejects where the browser or the server cannot show a map. */
  static async open(parts: NumberingMapParts): Promise<NumberingMap> {
    return new NumberingMap(await baseMap(parts.container, STYLES), parts)
  }

  private constructor(map: MapLibre, parts: NumberingMapParts) {
    this.#map = map
    this.#parts = parts
    const canvas = map.getCanvas()
    canvas.setAttribute('aria-label', parts.label)
    const svg = document.createElementNS(SVG, 'svg')
    svg.setAttribute('class', 'drawn-line')
    svg.setAttribute('aria-hidden', 'true')
    svg.append(this.#stroke)
    map.getCanvasContainer().append(svg)
    map.on('move', () => this.#drawLine())
    map.on('resize', () => this.#drawLine())
    map.on('moveend', () => this.#thin())
    map.on('click', ({ lngLat: { lng, lat } }) => {
      if (this.#isDrawing) parts.put([lng, lat])
    })
    canvas.addEventListener('keydown', (event) => {
      if (!this.#isDrawing) return
      const { lng, lat } = map.getCenter()
      if (event.key === 'Enter') parts.put([lng, lat])
      else if (event.key === 'Backspace') parts.takeBack()
      else if (event.key === 'Escape') parts.end()
      else return
      event.preventDefault()
    })
  }

  /** Shows houses with their numbers in the place of those before; looks at all of them where `look`. */
  show(houses: readonly PlannedHouse[], look: boolean): void {
    for (const marker of this.#markers.values()) marker.remove()
    this.#markers.clear()
    for (const { id, house_number, lon, lat } of houses) {
      const spot = element('div', { class: 'spot numbered', 'aria-hidden': 'true' }, house_number)
      spot.addEventListener('click', (event) => {
        if (this.#isDrawing) return
        event.stopPropagation()
        this.#parts.picked(id)
      })
      this.#markers.set(id, new Marker({ element: spot }).setLngLat([lon, lat]).addTo(this.#map))
    }
    if (look && houses.length > 0) this.#fit(houses)
    this.#thin()
  }

  #fit(houses: readonly PlannedHouse[]): void {
    const [lons, lats] = [houses.map(({ lon }) => lon), houses.map(({ lat }) => lat)]
    const bounds = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const
    this.#map.fitBounds([...bounds], { padding: 40, maxZoom: CLOSE, animate: false })
  }

  /** Marks the house whose number is being looked at, and brings it into view. */
  mark(id: string | undefined): void {
    for (const [each, marker] of this.#markers) marker.getElement().classList.toggle('marked', each === id)
    const marker = id === undefined ? undefined : this.#markers.get(id)
    if (marker && !this.#map.getBounds().contains(marker.getLngLat()))
      this.#map.jumpTo({ center: marker.getLngLat() })
  }

  /** Shows a line; none takes it away. */
  draw(line: readonly Point[]): void {
    this.#line = line
    this.#drawLine()
  }

  /** While it is drawn, taps put points. */
  set isDrawing(isDrawing: boolean) {
    this.#isDrawing = isDrawing
    this.#parts.container.classList.toggle('drawing', isDrawing)
    if (isDrawing) this.#map.getCanvas().focus({ preventScroll: true })
  }

  /** Draws the houses anew, after they have got numbers: the tiles of the new state have a new address. */
  refresh(): void {
    const source = this.#map.getSource(SOURCE) as VectorTileSource | undefined
    if (source?.url) source.setUrl(source.url)
  }

  /** Numbers that would lie on one before them are dots until the map is nearer. */
  #thin(): void {
    const shown = new Map<string, { x: number; y: number }[]>()
    for (const marker of this.#markers.values()) {
      const { x, y } = this.#map.project(marker.getLngLat())
      const [column, row] = [Math.floor(x / ROOM.x), Math.floor(y / ROOM.y)]
      const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${column + dx},${row + dy}`))
      const isCovered = around
        .flatMap((cell) => shown.get(cell) ?? [])
        .some((other) => Math.abs(other.x - x) < ROOM.x && Math.abs(other.y - y) < ROOM.y)
      marker.getElement().classList.toggle('dot', isCovered)
      const cell = `${column},${row}`
      if (!isCovered) shown.set(cell, [...(shown.get(cell) ?? []), { x, y }])
    }
  }

  #drawLine(): void {
    const points = this.#line.map(([lon, lat]) => this.#map.project([lon, lat]))
    this.#stroke.setAttribute('points', points.map(({ x, y }) => `${x},${y}`).join(' '))
  }
}
