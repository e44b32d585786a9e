declare module 'shpjs' {
  /** Geometries of a .shp file, null for an empty shape; `transform` is false for coordinates as they stand. */
  export function parseShp(shp: Uint8Array | DataView, prj?: string | false): (unknown | null)[]
}
