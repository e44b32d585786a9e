/** A point nearer than this to a boundary may lie on its other side (metres). */
export const BOUNDARY_DOUBT = 50
