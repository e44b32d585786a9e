import { Marker } from 'maplibre-gl'
import { element } from '../element.ts'
import { baseMap } from '../map/base-map.ts'

/** Degrees around the place that are seen at first: two blocks. */
const AROUND = 0.0012

/** A map with one pin; a tap, or Enter where it looks, puts the pin there. Two fingers move it, so that the page can be scrolled. */
export async function placeMap(
  container: HTMLElement,
  [lon, lat]: readonly [number, number],
  { label, moved }: { label: string; moved: (lon: number, lat: number) => void },
): Promise<void> {
  const map = await baseMap(
    container,
    { light: '/styles/base-light.json', dark: '/styles/base-dark.json' },
    {
      bounds: [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND],
      cooperativeGestures: true,
    },
  )
  const canvas = map.getCanvas()
  canvas.setAttribute('aria-label', label)
  const pin = new Marker({
    element: element('div', { class: 'pin', 'aria-hidden': 'true' }),
    anchor: 'bottom',
  })
    .setLngLat([lon, lat])
    .addTo(map)
  const put = ({ lng, lat }: { lng: number; lat: number }) => {
    pin.setLngLat([lng, lat])
    moved(lng, lat)
  }
  map.on('click', ({ lngLat }) => put(lngLat))
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') put(map.getCenter())
  })
}
