// MapLibre as our maps need it, for esbuild: from its sources, without what no style or page of ours uses.
import { readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** What pages import of it; `setWorkerUrl` as its own index has it. */
const ENTRY = (src) => `
  export { Map } from '${src}/ui/map.ts'
  export { Marker } from '${src}/ui/marker.ts'
  export { Popup } from '${src}/ui/popup.ts'
  export { AttributionControl } from '${src}/ui/control/attribution_control.ts'
  export { ScaleControl } from '${src}/ui/control/scale_control.ts'
  export { LngLatBounds } from '${src}/geo/lng_lat_bounds.ts'
  import { config } from '${src}/util/config.ts'
  export const setWorkerUrl = (url) => { config.WORKER_URL = url }`

/**
 * Modules by what stands in their place. Our tiles are vector tiles in MVT and all that is drawn is in them, maps are flat, and styles
 * are checked by a test: no globe, terrain, sky, relief, heat, extrusion, raster, GeoJSON, picture or film. That is a sixth of the
 * library.
 */
const LEFT_OUT = {
  'source/vector_tile_mlt.ts': 'export class MLTVectorTile {}',
  'source/geojson_source.ts': 'export class GeoJSONSource {}',
  'source/geojson_worker_source.ts': 'export class GeoJSONWorkerSource {}',
  'source/image_source.ts': 'export class ImageSource {}; export const getCoordinatesCenterTileID = () => {}',
  'source/video_source.ts': 'export class VideoSource {}',
  'source/canvas_source.ts': 'export class CanvasSource {}',
  'source/raster_dem_tile_source.ts': 'export class RasterDEMTileSource {}',
  'render/terrain.ts': 'export class Terrain {}',
  'ui/control/logo_control.ts': 'export class LogoControl {}',
  'webgl/draw/draw_hillshade.ts': 'export const drawHillshade = () => {}',
  'webgl/draw/draw_color_relief.ts': 'export const drawColorRelief = () => {}',
  'webgl/draw/draw_heatmap.ts': 'export const drawHeatmap = () => {}',
  'webgl/draw/draw_fill_extrusion.ts': 'export const drawFillExtrusion = () => {}',
  'webgl/draw/draw_raster.ts': 'export const drawRaster = () => {}',
  'webgl/draw/draw_sky.ts': 'export const drawSky = () => {}; export const drawAtmosphere = () => {}',
  'geo/projection/projection_factory.ts': `
    import { MercatorCameraHelper } from './mercator_camera_helper.ts'
    import { MercatorProjection } from './mercator_projection.ts'
    import { createMercatorTransform } from './mercator_transform.ts'
    export const createProjectionFromName = (_, constrainOverride) => ({
      projection: new MercatorProjection(),
      transform: createMercatorTransform({ constrainOverride }),
      cameraHelper: new MercatorCameraHelper(),
    })`,
  'style/validate_style.ts': `
    const nothing = () => []
    export const validateStyle = new Proxy(nothing, { get: () => nothing })
    export const SPEC_SOURCE_TYPES = new Set(['vector', 'raster', 'raster-dem', 'geojson', 'image', 'video'])
    export const validateStyleAndEmit = () => false
    export const emitValidationErrors = () => false
    export const validateAndEmit = () => false`,
}
/** Shaders of what is not drawn. */
const NO_SHADER =
  /^shaders\/glsl\/(?:hillshade|heatmap|color_relief|fill_extrusion|raster|terrain|atmosphere|sky|_projection_globe)\w*\.\w+\.glsl\.g\.ts$/
/** Imports of a library of many functions as namespaces, of which unused ones stay: each from its own module, they go. */
const MATRICES = /^import \{([^}]*)\} from 'gl-matrix';/gm

/** A plugin that makes the entry `map-library` and reads MapLibre from its sources in `node_modules`. */
export function mapLibrary(root) {
  const src = join(root, 'node_modules/maplibre-gl/src')
  const found = new Set()
  return {
    name: 'maplibre-gl from its sources',
    setup({ onLoad, onResolve, onEnd }) {
      onResolve({ filter: /^map-library$/ }, () => ({ path: 'map-library', namespace: 'entry' }))
      onLoad({ filter: /.*/, namespace: 'entry' }, () => ({ contents: ENTRY(src), resolveDir: src }))
      onLoad({ filter: /maplibre-gl[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const file = path
          .slice(src.length + 1)
          .split(sep)
          .join('/')
        if (Object.hasOwn(LEFT_OUT, file)) found.add(file)
        const contents = NO_SHADER.test(file)
          ? "export default ''"
          : (LEFT_OUT[file] ?? withOwnMatrices(readFileSync(path, 'utf8')))
        return { contents, loader: 'ts', resolveDir: dirname(path) }
      })
      onLoad({ filter: /maplibre-gl[\\/]package\.json$/ }, ({ path }) => ({
        contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
        loader: 'json',
      }))
      onEnd(() => {
        // another version of the library may have other files
        const gone = Object.keys(LEFT_OUT).filter((file) => !found.has(file))
        if (gone.length > 0) throw new Error(`maplibre-gl has no ${gone.join(', ')} any more`)
      })
    },
  }
}

function withOwnMatrices(text) {
  return text.replace(MATRICES, (_, names) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => `import * as ${name} from 'gl-matrix/esm/${name}.js';`)
      .join(' '),
  )
}
