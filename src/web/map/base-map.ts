import {
  AttributionControl,
  Map as MapLibre,
  type MapOptions,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl'
import { isSlowConnection } from '../api/connection.ts'
import { serverUrl } from '../api/server-url.ts'
import { PROVINCE_BOUNDS } from './camera.ts'
import { fontsOf, pageStyle } from './page-style.ts'
import { isDark, type StylePair, styleNow, wholeStyle } from './whole-style.ts'

/** The library's worker, which the build names. */
declare const MAP_WORKER: string

/** Letters that make the browser load both the latin and the Vietnamese file of a font. */
const LETTERS = 'Đường ậẵểốữỵ'
const MAX_PIXEL_RATIO = 2
/** Pixels below which a map has its scale at its top. */
const NARROW = 560
/** What is said over a map that is moved as a page is scrolled. */
const GESTURES = {
  vi: {
    'CooperativeGesturesHandler.WindowsHelpText': 'Giữ Ctrl và lăn chuột để phóng to, thu nhỏ',
    'CooperativeGesturesHandler.MacHelpText': 'Giữ ⌘ và lăn chuột để phóng to, thu nhỏ',
    'CooperativeGesturesHandler.MobileHelpText': 'Dùng hai ngón tay để di chuyển bản đồ',
  },
  en: {
    'CooperativeGesturesHandler.WindowsHelpText': 'Hold Ctrl and scroll to zoom the map',
    'CooperativeGesturesHandler.MacHelpText': 'Hold ⌘ and scroll to zoom the map',
    'CooperativeGesturesHandler.MobileHelpText': 'Use two fingers to move the map',
  },
} as const

/**
 * Opens a map that follows the colour scheme; rejects when the browser has no WebGL2 or the style cannot be had.
 * @param early the style of the colours of now, where it was asked for before
 */
export async function baseMap(
  container: HTMLElement,
  styles: StylePair,
  options: Partial<MapOptions> = {},
  early?: Promise<StyleSpecification>,
): Promise<MapLibre> {
  setWorkerUrl(serverUrl(MAP_WORKER.replace('./', '/assets/')))
  const map = new MapLibre({
    container,
    bounds: PROVINCE_BOUNDS,
    fitBoundsOptions: { padding: 16 },
    minZoom: 6,
    maxZoom: 20,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // A page that is scrolled by fingers, or that another shows, is not caught by its map.
    cooperativeGestures: window.self !== window.top || matchMedia('(pointer: coarse)').matches,
    locale: GESTURES[document.documentElement.lang === 'en' ? 'en' : 'vi'],
    attributionControl: false,
    pixelRatio: Math.min(devicePixelRatio, MAX_PIXEL_RATIO),
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
    ...options,
  })
  // Whose the map is has to be read without a click: buttons of pages are at the right, on a phone sheets below.
  const corner = container.clientWidth < NARROW ? 'top-left' : 'bottom-left'
  map.addControl(new ScaleControl({ maxWidth: 96 }), corner)
  map.addControl(new AttributionControl({ compact: false }), corner)
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.on('movestart', () => container.removeAttribute('data-idle'))
  map.on('dataloading', () => container.removeAttribute('data-idle'))
  map.on('idle', () => container.setAttribute('data-idle', ''))

  const useStyle = async (asked = wholeStyle(styleNow(styles))) => {
    const style = await asked
    // another 70 kB, before which nothing would be drawn
    if (!isSlowConnection())
      await Promise.all(fontsOf(style).map((font) => document.fonts.load(`400 24px "${font}"`, LETTERS)))
    map.setStyle(pageStyle(style), { diff: false })
  }
  const loaded = new Promise<void>((resolve) => map.once('style.load', () => resolve()))
  await useStyle(early)
  await loaded
  isDark().addEventListener('change', () => void useStyle().catch(() => {}))
  return map
}
