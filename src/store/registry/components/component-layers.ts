/**
 * Hamlets and streets: the parts of an address that are things of their own (INSPIRE: address components). The layers
 * `hamlet` and `street` hold those in force, where search, maps and other programs find them; every version, also of what
 * is merged or ended, stands here.
 */
export const COMPONENT_LAYERS = {
  zz_component_version: {
    description: 'Phiên bản của ấp, khu phố và đường · Versions of hamlets and streets',
    columns: [
      'kind TEXT NOT NULL',
      'uid TEXT NOT NULL',
      'revision INTEGER NOT NULL',
      'status TEXT NOT NULL',
      'name TEXT NOT NULL',
      // ấp, khu phố; of a street its class.
      'type TEXT',
      'commune_code TEXT',
      'former_commune_code TEXT',
      'district_code TEXT',
      'accuracy TEXT',
      // Uid of what took its place.
      'successor TEXT',
      'lon DOUBLE',
      'lat DOUBLE',
      // SHA-256 of its line.
      'shape TEXT',
      // The day from which the version is true in the world.
      'valid_from DATE NOT NULL',
      'recorded_at DATETIME NOT NULL',
      // Number of the row of zz_event.
      'event INTEGER NOT NULL',
    ],
    indexes: [
      'UNIQUE INDEX zz_component_version_key ON zz_component_version(uid, revision)',
      'INDEX zz_component_version_event ON zz_component_version(event)',
      'INDEX zz_component_version_commune ON zz_component_version(commune_code, kind)',
    ],
    feed: false,
  },
  zz_component_touched: {
    description:
      'Ấp, đường vừa được sửa, chưa có sự kiện · Hamlets and streets that were edited and have no event yet',
    columns: ['kind TEXT NOT NULL', 'uid TEXT NOT NULL'],
    indexes: ['UNIQUE INDEX zz_component_touched_key ON zz_component_touched(uid, kind)'],
    feed: false,
  },
}

export type ComponentKind = 'hamlet' | 'street'
export const COMPONENT_KINDS = ['hamlet', 'street'] as const satisfies readonly ComponentKind[]

/** Columns of the two layers by the name that they have in a version; what a layer has not is absent. */
export const LAYER_COLUMNS = {
  hamlet: {
    name: 'name',
    type: 'kind',
    commune_code: 'commune_code',
    former_commune_code: 'former_commune_code',
    accuracy: 'accuracy',
  },
  street: {
    name: 'name',
    type: 'class',
    commune_code: 'commune_code',
    district_code: 'district_code',
    accuracy: 'accuracy',
  },
} as const

/** Whoever edits a hamlet or street, this server, a load, GDAL or QGIS: it is noted here until its version has an event. */
export function componentTriggers(layer: ComponentKind, add: (name: string, body: string) => void): void {
  const touch = (row: 'OLD' | 'NEW') =>
    `INSERT OR IGNORE INTO zz_component_touched(kind, uid) SELECT '${layer}', ${row}.uid WHERE ${row}.uid IS NOT NULL;`
  add(`touched_${layer}_insert`, `AFTER INSERT ON "${layer}" BEGIN ${touch('NEW')} END`)
  add(`touched_${layer}_update`, `AFTER UPDATE ON "${layer}" BEGIN ${touch('OLD')} ${touch('NEW')} END`)
  add(`touched_${layer}_delete`, `AFTER DELETE ON "${layer}" BEGIN ${touch('OLD')} END`)
}
