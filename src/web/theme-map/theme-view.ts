import {
  type ExpressionSpecification,
  type FilterSpecification,
  type LayerSpecification,
  type MapGeoJSONFeature,
  type Map as MapLibre,
  Popup,
} from 'maplibre-gl'
import { baseMap } from '../map/base-map.ts'
import type { CountPaint } from './counts/count-paint.ts'
import type { Choice, Seen, ThemeFacts, View } from './theme-facts.ts'
import { withoutHidden } from './without-hidden.ts'

export interface ThemeViewOptions {
  container: HTMLElement
  id: string
  facts: ThemeFacts
  view: View | undefined
  choice: Choice
  label: () => string
  /** Draws what was picked; undefined for nothing there. */
  popup: (features: readonly Record<string, unknown>[]) => HTMLElement
  moved: (seen: Seen) => void
  /** Told, when the map is at rest, whether it shows cells of many points. */
  gathered: (cells: boolean) => void
  /** Told what is seen when the map has opened. */
  opened: (seen: Seen) => void
}

export interface ThemeView {
  show: (choice: Choice) => void
  /** Fills the communes of a map of counts. */
  fill: (paint: CountPaint) => void
  zoomBy: (levels: number) => void
  goTo: (lon: number, lat: number) => void
  relabel: () => void
}

/** Pixels around a click in which a point counts as picked. */
const REACH = 6
const MAX_PICKED = 20
/** Layers of cells with many points. */
const CELLS = 'theme-cell'
/** Layers of a map of counts: communes with a number, and those without data. */
const COUNT_AREA = 'theme-area'
const NO_DATA = 'theme-no-data'
const NOTHING = 'rgba(0,0,0,0)'
/** Zooms by which a cell that was picked is opened. */
const OPENED = 2
/** Zoom at which a feature that was chosen in the list is seen. */
const NEAR = 15

/** Opens the map of a thematic layer; rejects as {@link baseMap} does. */
export async function openThemeMap(options: ThemeViewOptions): Promise<ThemeView> {
  const { container, id, facts, view } = options
  const map = await baseMap(
    container,
    { light: `/styles/${id}-light.json`, dark: `/styles/${id}-dark.json` },
    {
      // without it some browsers print an empty frame
      canvasContextAttributes: { preserveDrawingBuffer: true },
      ...(facts.bounds ? { bounds: facts.bounds, fitBoundsOptions: { padding: 40, maxZoom: 13 } } : {}),
    },
  )
  if (view) map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom })
  let { choice } = options
  let paint: CountPaint | undefined
  let layers = ownLayers(map)
  const apply = () => {
    container.removeAttribute('data-idle')
    applyChoice(map, layers, choice, facts.legend.field)
    if (paint) fillCommunes(map, paint)
  }
  apply()
  map.on('style.load', () => {
    layers = ownLayers(map)
    apply()
  })
  map.on('moveend', () => options.moved(seenOn(map)))
  map.on('idle', () => {
    const cells = layers.filter(({ id }) => id.startsWith(CELLS)).map(({ id }) => id)
    options.gathered(cells.length > 0 && map.queryRenderedFeatures({ layers: cells }).length > 0)
  })
  options.opened(seenOn(map))

  const canvas = map.getCanvas()
  const relabel = () => canvas.setAttribute('aria-label', options.label())
  relabel()
  canvas.addEventListener('focus', () =>
    container.classList.toggle('aiming', canvas.matches(':focus-visible')),
  )
  canvas.addEventListener('blur', () => container.classList.remove('aiming'))
  const popup = new Popup({ closeButton: false, maxWidth: 'min(20rem, 80vw)', focusAfterOpen: false })
  const pick = (x: number, y: number) => {
    const around: [[number, number], [number, number]] = [
      [x - REACH, y - REACH],
      [x + REACH, y + REACH],
    ]
    // the drawn map follows a choice some frames later; what is picked follows it at once
    const shown: FilterSpecification = ['all', ...notHidden(choice)]
    const found = map.queryRenderedFeatures(around, { layers: layers.map(({ id }) => id), filter: shown })
    if (found.some(({ layer }) => layer.id.startsWith(CELLS))) {
      map.easeTo({ center: map.unproject([x, y]), zoom: map.getZoom() + OPENED })
      return
    }
    popup
      .setLngLat(map.unproject([x, y]))
      .setDOMContent(options.popup(distinct(found)))
      .addTo(map)
  }
  map.on('click', ({ point }) => pick(point.x, point.y))
  canvas.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') pick(canvas.clientWidth / 2, canvas.clientHeight / 2)
    if (key === 'Escape') popup.remove()
  })
  container.addEventListener('close-popup', () => {
    popup.remove()
    canvas.focus()
  })
  return {
    show: (next) => {
      choice = next
      popup.remove()
      apply()
    },
    fill: (next) => {
      paint = next
      apply()
    },
    zoomBy: (levels) => map.zoomTo(map.getZoom() + levels),
    goTo: (lon, lat) => map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), NEAR) }),
    relabel,
  }
}

function seenOn(map: MapLibre): Seen {
  const { lng, lat } = map.getCenter()
  const bounds = map.getBounds()
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const
  return { zoom: map.getZoom(), lat, lon: lng, box }
}

/** Layers of a style that show the thematic layer, as the style has them. */
function ownLayers(map: MapLibre): LayerSpecification[] {
  return map.getStyle().layers.filter(({ id }) => id.startsWith('theme-'))
}

/** A condition for each field of which values are hidden. */
function notHidden({ hidden }: Choice): ExpressionSpecification[] {
  return [...hidden].map(([field, values]) => [
    '!',
    ['in', ['to-string', ['get', field]], ['literal', [...values]]],
  ])
}

function applyChoice(
  map: MapLibre,
  layers: readonly LayerSpecification[],
  choice: Choice,
  field: string | null,
): void {
  const chosen = notHidden(choice)
  const hidden = [...(choice.hidden.get(field ?? '') ?? [])]
  for (const layer of layers) {
    if (layer.id.startsWith(CELLS)) {
      showCells(map, layer, hidden)
      continue
    }
    const all = [...('filter' in layer && layer.filter ? [layer.filter] : []), ...chosen]
    map.setFilter(layer.id, all.length > 0 ? (['all', ...all] as FilterSpecification) : null)
  }
}

/** Fills the communes of a map of counts. */
function fillCommunes(map: MapLibre, { colours, known }: CountPaint): void {
  const pairs = [...colours].flatMap(([colour, codes]) => [[...codes], colour])
  // communes have codes of digits, so that no label of `match` is a name that objects have
  const colour = pairs.length > 0 ? ['match', ['get', 'code'], ...pairs, NOTHING] : NOTHING
  map.setPaintProperty(COUNT_AREA, 'fill-color', colour as ExpressionSpecification)
  map.setFilter(NO_DATA, ['!', ['in', ['get', 'code'], ['literal', [...known]]]])
}

/** Shows of each cell what is left of it without the points of the hidden values. */
function showCells(map: MapLibre, layer: LayerSpecification, hidden: readonly string[]): void {
  const left = withoutHidden(['get', 'point_count'], hidden) as ExpressionSpecification
  map.setFilter(layer.id, ['all', ['has', 'point_count'], ['>', left, 0]])
  for (const [name, value] of Object.entries(layer.paint ?? {}))
    map.setPaintProperty(layer.id, name as never, withoutHidden(value, hidden) as never)
  for (const [name, value] of Object.entries(layer.layout ?? {}))
    map.setLayoutProperty(layer.id, name as never, withoutHidden(value, hidden) as never)
}

/** Properties of what was picked, each thing once: a polygon shows as its area and its outline. */
function distinct(features: readonly MapGeoJSONFeature[]): Record<string, unknown>[] {
  const byKey = new Map(features.map(({ id, properties }) => [id ?? JSON.stringify(properties), properties]))
  return [...byKey.values()].slice(0, MAX_PICKED)
}
