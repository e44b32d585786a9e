import type { Feature } from 'geojson'
import type { Box } from '../../geo/box.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { ThemeTables } from '../../store/record/themes.ts'
import { encodeFeatures, type TileNumbers } from './encode-features.ts'
import { FINE, formsAt } from './shape-forms.ts'
import { shownFeature } from './stored-feature.ts'
import { themePart } from './theme-part.ts'

/** Most lines and areas in a tile; the largest stay. */
const MAX_SHAPES = 4000
/** Up to so many features beside each other are looked up one by one; of more the whole layer is looked through. */
const FEW = 8000
/** How much of what fits is tried, as the smaller features that are left out take less than the others. */
const SHARE = 0.9

/** A line or area as a tile draws it. */
interface Drawn {
  readonly feature: Feature
  readonly fine: boolean
}

/** Lines and areas of thematic layers in a tile: the largest that fit. */
export class ThemeShapes {
  readonly #themes: ThemeTables
  readonly #serving: ServingStore

  constructor(themes: ThemeTables, serving: ServingStore) {
    this.#themes = themes
    this.#serving = serving
  }

  /**
   * The layer of a tile with `points` and, of the lines and areas that meet its `box`, the largest that `bytes` hold. Where some are
   * left out, each feature of the layer has `thinned`: how many.
   */
  encode(id: string, tile: TileNumbers, box: Box, points: readonly Feature[], bytes: number): Uint8Array {
    const { fids, total } = this.#largest(themePart(id), box)
    const shapes = fids.map((fid) =>
      shownFeature(this.#themes.feature(fid)).flatMap((one) => drawn(one, tile)),
    )
    let count = shapes.length
    for (;;) {
      const layer = encodeShapes(id, tile, shapes.slice(0, count).flat())
      if (layer.length <= bytes || count <= 1) break
      count = Math.max(1, Math.floor((count * SHARE * bytes) / layer.length))
    }
    const all = [...shapes.slice(0, count).flat(), ...points.map((feature) => ({ feature, fine: false }))]
    const thinned = total - count
    return encodeShapes(id, tile, thinned === 0 ? all : all.map((one) => withThinned(one, thinned)))
  }

  #largest(part: string, box: Box): { fids: number[]; total: number } {
    const { boxes } = this.#serving
    const near = this.#themes.fidsIn(box, FEW + 1)
    if (near.length > FEW)
      return { fids: boxes.largestIn(part, box, MAX_SHAPES), total: boxes.shapesIn(part, box) }
    const fids = boxes.largest('theme_feature', part, near)
    return { fids: fids.slice(0, MAX_SHAPES), total: fids.length }
  }
}

function encodeShapes(id: string, { z, x, y }: TileNumbers, shapes: readonly Drawn[]): Uint8Array {
  const [fine, coarse] = [true, false].map((wanted) =>
    shapes.flatMap((one) => (one.fine === wanted ? [one.feature] : [])),
  ) as [Feature[], Feature[]]
  return encodeFeatures(id, coarse, z, x, y, fine)
}

/** What a tile draws of a feature; a point only in the tile that it lies in. */
function drawn(feature: Feature, { z, x, y }: TileNumbers): Drawn[] {
  const n = 2 ** z
  return formsAt(feature.geometry as StoredGeometry, z)
    .filter(({ geometry }) => {
      if (geometry.type !== 'Point') return true
      const [lon, lat] = geometry.coordinates as [number, number]
      return Math.floor(worldX(lon) * n) === x && Math.floor(worldY(lat) * n) === y
    })
    .map(({ geometry, tolerance }) => ({ feature: { ...feature, geometry }, fine: tolerance === FINE }))
}

function withThinned({ feature, fine }: Drawn, thinned: number): Drawn {
  return { feature: { ...feature, properties: { ...feature.properties, thinned } }, fine }
}
