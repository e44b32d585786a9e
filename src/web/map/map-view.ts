import { LngLatBounds, Marker, type PaddingOptions, type StyleSpecification } from 'maplibre-gl'
import { metresPerDegreeLon } from '../../geo/distance.ts'
import { element } from '../element.ts'
import { baseMap } from './base-map.ts'
import type { Camera } from './camera.ts'
import type { StylePair } from './whole-style.ts'

export interface MapViewOptions {
  container: HTMLElement
  /** Styles by the system's colour scheme. */
  styles: StylePair
  label: () => string
  picked: (lon: number, lat: number) => void
  /** Space taken by what lies over the map, in pixels. */
  padding: () => PaddingOptions
}

export interface Spot {
  point: readonly [number, number]
  label: string
}

export interface MapView {
  look: (camera: Camera) => void
  /** Marks the place of the card, and the clicked point when that is another. */
  mark: (place: readonly number[] | undefined, clicked?: readonly number[]) => void
  /** Marks many places with short labels and looks at all of them. */
  spots: (spots: readonly Spot[]) => void
  zoomBy: (levels: number) => void
  /** Draws where the visitor is, with a circle of so many metres in which that may be. */
  here: (point: readonly [number, number], accuracy: number) => void
  centre: () => { lon: number; lat: number; zoom: number }
  relabel: () => void
}

/** Opens the map; rejects when the browser has no WebGL2 or the style cannot be had. @param style asked for before, for the colours of now */
export async function openMap(
  options: MapViewOptions,
  style?: Promise<StyleSpecification>,
): Promise<MapView> {
  const { container, styles } = options
  const map = await baseMap(container, styles, {}, style)

  const canvas = map.getCanvas()
  const relabel = () => canvas.setAttribute('aria-label', options.label())
  relabel()
  map.on('click', ({ lngLat }) => options.picked(lngLat.lng, lngLat.lat))
  canvas.addEventListener('focus', () => {
    container.classList.toggle('aiming', canvas.matches(':focus-visible'))
  })
  canvas.addEventListener('blur', () => container.classList.remove('aiming'))
  canvas.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    const { lng, lat } = map.getCenter()
    options.picked(lng, lat)
  })

  const placed: Marker[] = []
  const pin = new Marker({
    element: element('div', { class: 'pin', 'aria-hidden': 'true' }),
    anchor: 'bottom',
  })
  const dot = new Marker({ element: element('div', { class: 'clicked', 'aria-hidden': 'true' }) })
  const circle = element('div', { class: 'accuracy', 'aria-hidden': 'true' })
  const here = new Marker({ element: circle })
  let accuracy = 0
  const resizeCircle = () => {
    const pixels = (2 * accuracy) / metresPerPixel(here.getLngLat()?.lat ?? 0, map.getZoom())
    circle.style.width = circle.style.height = `${Math.round(pixels)}px`
  }
  map.on('zoom', resizeCircle)
  return {
    look: (camera) => {
      const padding = options.padding()
      if ('bounds' in camera) map.fitBounds(camera.bounds, { padding, maxZoom: 17, pitch: 0, bearing: 0 })
      else map.flyTo({ center: camera.centre, zoom: camera.zoom, padding })
    },
    mark: (place, clicked) => {
      put(pin, place)
      put(dot, clicked)
    },
    spots: (spots) => {
      for (const marker of placed.splice(0)) marker.remove()
      const bounds = new LngLatBounds()
      for (const { point, label } of spots) {
        const [lon, lat] = point
        bounds.extend([lon, lat])
        const shown = element('div', { class: 'spot' }, label)
        placed.push(new Marker({ element: shown }).setLngLat([lon, lat]).addTo(map))
      }
      if (spots.length > 0) map.fitBounds(bounds, { padding: options.padding(), maxZoom: 12 })
    },
    zoomBy: (levels) => map.zoomTo(map.getZoom() + levels),
    here: (point, metres) => {
      accuracy = metres
      put(here, point)
      resizeCircle()
    },
    centre: () => ({ lon: map.getCenter().lng, lat: map.getCenter().lat, zoom: map.getZoom() }),
    relabel,
  }

  function put(marker: Marker, point: readonly number[] | undefined): void {
    const [lon, lat] = point ?? []
    if (lon === undefined || lat === undefined) marker.remove()
    else marker.setLngLat([lon, lat]).addTo(map)
  }
}

/** Metres of a pixel at a latitude, in a world of 512 × 2^zoom pixels. */
function metresPerPixel(lat: number, zoom: number): number {
  return (360 * metresPerDegreeLon(lat)) / (512 * 2 ** zoom)
}
