import { LngLatBounds, Map as MapLibre, Marker, type PaddingOptions, setWorkerUrl } from 'maplibre-gl'
import { element } from '../element.ts'
import { type Camera, PROVINCE_BOUNDS } from './camera.ts'
import { fontsOf, pageStyle } from './page-style.ts'

export interface MapViewOptions {
  container: HTMLElement
  /** Styles by the system's colour scheme. */
  styles: { light: string; dark: string }
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
  relabel: () => void
}

/** Letters that make the browser load both the latin and the Vietnamese file of a font. */
const LETTERS = 'Đường ậẵểốữỵ'
const MAX_PIXEL_RATIO = 2

/** Opens the map; rejects when the browser has no WebGL2 or the style cannot be had. */
export async function openMap(options: MapViewOptions): Promise<MapView> {
  const { container, styles } = options
  setWorkerUrl('/assets/map-worker.js')
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const map = new MapLibre({
    container,
    bounds: PROVINCE_BOUNDS,
    fitBoundsOptions: { padding: 16 },
    minZoom: 6,
    maxZoom: 20,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    pixelRatio: Math.min(devicePixelRatio, MAX_PIXEL_RATIO),
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()

  const useStyle = async () => {
    const response = await fetch(dark.matches ? styles.dark : styles.light)
    if (!response.ok) throw new Error(`style: ${response.status}`)
    const style = await response.json()
    await Promise.all(fontsOf(style).map((font) => document.fonts.load(`400 24px "${font}"`, LETTERS)))
    map.setStyle(pageStyle(style))
  }
  const loaded = new Promise<void>((resolve) => map.once('style.load', () => resolve()))
  await useStyle()
  await loaded
  dark.addEventListener('change', () => void useStyle().catch(() => {}))

  const canvas = map.getCanvas()
  const relabel = () => canvas.setAttribute('aria-label', options.label())
  relabel()
  map.on('movestart', () => container.removeAttribute('data-idle'))
  map.on('dataloading', () => container.removeAttribute('data-idle'))
  map.on('idle', () => container.setAttribute('data-idle', ''))
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
    relabel,
  }

  function put(marker: Marker, point: readonly number[] | undefined): void {
    const [lon, lat] = point ?? []
    if (lon === undefined || lat === undefined) marker.remove()
    else marker.setLngLat([lon, lat]).addTo(map)
  }
}
