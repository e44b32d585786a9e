// The page of elements for other pages: what is found in a search field is shown on a map of our style.
import { byId } from './element.ts'
import { MapFrame } from './map/map-frame.ts'
import { loadPageFonts } from './theme/page-fonts.ts'

/** What the search element tells of what was chosen. */
interface Chosen {
  lat?: number
  lon?: number
}

const isEnglish = document.documentElement.lang === 'en'
const search = byId('map-search')
loadPageFonts()
const map = new MapFrame(
  {
    container: byId('map'),
    styles: { light: '/styles/base-light.json', dark: '/styles/base-dark.json' },
    label: () => (isEnglish ? 'Map of the example' : 'Bản đồ của ví dụ'),
    picked: (lon, lat) => map.mark([lon, lat]),
    padding: () => ({ top: 20, right: 20, bottom: 20, left: 20 }),
  },
  { ready: () => undefined, failed: () => byId('map-note').removeAttribute('hidden') },
)
search.addEventListener('diachiso-choose', (event) => {
  const { lat, lon } = (event as CustomEvent<Chosen>).detail
  if (lat === undefined || lon === undefined) return
  map.mark([lon, lat])
  map.look({ centre: [lon, lat], zoom: 16 })
})
