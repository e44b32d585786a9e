import { BASEMAP_LAYERS } from '../basemap/basemap-layers.ts'

/** What the id of a thematic layer looks like: it stands in addresses, names of files and tiles. `row-rules.ts` says it in SQL. */
export const LAYER_ID = /^[a-z][a-z0-9_-]{0,39}$/

/** What no layer can be called: the base layers of tiles, those of the base map, and words of addresses in the web. */
export const BASE_LAYERS = [
  'commune',
  'commune_label',
  'street',
  'place',
  'hamlet',
  'address',
  'unit',
  'constructor',
  ...BASEMAP_LAYERS,
] as const
