/** What the id of a thematic layer looks like: it stands in addresses, names of files and tiles. `row-rules.ts` says it in SQL. */
export const LAYER_ID = /^[a-z][a-z0-9_-]{0,39}$/

/** What no layer can be called: the base layers of tiles, and words of addresses in the web. */
export const BASE_LAYERS = [
  'commune',
  'commune_label',
  'street',
  'place',
  'hamlet',
  'address',
  'unit',
  'constructor',
] as const
