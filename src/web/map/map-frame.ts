import { serverUrl } from '../api/server-url.ts'
import { element } from '../element.ts'
import type { Camera } from './camera.ts'
import type { MapView, MapViewOptions, Spot } from './map-view.ts'
import { styleNow, wholeStyle } from './whole-style.ts'

/** Files of the map's library, which the build names: it, its worker, and what they are made of. */
declare const MAP_FILES: readonly string[]

/**
 * The map before it is there: takes the same wishes and keeps the last of each until the heavy part has loaded,
 * which begins when the page has nothing better to do.
 */
export class MapFrame {
  #view: MapView | undefined
  #camera: Camera | undefined
  #spots: readonly Spot[] = []
  #marks: Parameters<MapView['mark']> = [undefined]
  #here: Parameters<MapView['here']> | undefined

  /** Begins to load; `failed` is called when the browser or the network cannot show a map. */
  constructor(options: MapViewOptions, { ready, failed }: { ready: () => void; failed: () => void }) {
    whenIdle(async () => {
      askEarly()
      // the style comes beside the library
      const style = wholeStyle(styleNow(options.styles))
      style.catch(() => undefined)
      try {
        const { openMap } = await import('./map-view.ts')
        const view = await openMap(options, style)
        this.#view = view
        view.mark(...this.#marks)
        if (this.#spots.length > 0) view.spots(this.#spots)
        if (this.#here) view.here(...this.#here)
        if (this.#camera) view.look(this.#camera)
        ready()
      } catch {
        failed()
      }
    })
  }

  look(camera: Camera): void {
    this.#camera = camera
    this.#view?.look(camera)
  }

  mark(...marks: Parameters<MapView['mark']>): void {
    this.#marks = marks
    this.#view?.mark(...marks)
  }

  spots(spots: readonly Spot[]): void {
    this.#spots = spots
    this.#view?.spots(spots)
  }

  here(...here: Parameters<MapView['here']>): void {
    this.#here = here
    this.#view?.here(...here)
  }

  /** Where the map looks; undefined before it is there. */
  get centre(): ReturnType<MapView['centre']> | undefined {
    return this.#view?.centre()
  }

  zoomBy(levels: number): void {
    this.#view?.zoomBy(levels)
  }

  relabel(): void {
    this.#view?.relabel()
  }
}

/** Asks for what one part of the map would ask for after another, all at once. */
function askEarly(): void {
  const files = MAP_FILES.map((file) => serverUrl(file.replace('./', '/assets/')))
  document.head.append(...files.map((href) => element('link', { rel: 'modulepreload', href })))
}

function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 1000 })
  else setTimeout(run, 200)
}
