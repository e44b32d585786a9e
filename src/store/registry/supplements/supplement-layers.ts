/** Columns that each table of supplements has: a thing's own id, its address, and the revisions from and before which it holds. */
const HELD = [
  'uid TEXT NOT NULL',
  'address TEXT NOT NULL',
  'since INTEGER NOT NULL',
  // The first revision in which it no longer holds; none while it does.
  'until INTEGER',
]
/** A text that can be removed: it stands in the hash as a salted leaf. */
const SALTED = ['salt BLOB', 'leaf TEXT']
const indexOf = (table: string) => [
  `UNIQUE INDEX ${table}_key ON ${table}(uid, since)`,
  `INDEX ${table}_address ON ${table}(address, since)`,
]

/**
 * What an address has beside its columns, one table a kind. The main position is not among them: it is `address.geom` alone,
 * so that whoever drags the point in QGIS or loads a file changes the one place where it stands.
 */
export const SUPPLEMENT_LAYERS = {
  zz_position: {
    description: 'Vị trí khác của địa chỉ · Further positions of addresses',
    columns: [
      ...HELD,
      'type TEXT NOT NULL',
      'lon DOUBLE NOT NULL',
      'lat DOUBLE NOT NULL',
      'method TEXT',
      // Metres.
      'accuracy DOUBLE',
    ],
    indexes: indexOf('zz_position'),
    feed: false,
  },
  zz_name: {
    description: 'Tên khác của địa chỉ · Further names of addresses',
    columns: [
      ...HELD,
      'name TEXT',
      'kind TEXT NOT NULL',
      'language TEXT NOT NULL',
      'valid_from DATE',
      'valid_to DATE',
      ...SALTED,
    ],
    indexes: indexOf('zz_name'),
    feed: false,
  },
  zz_unit: {
    description: 'Căn, phòng, tầng trong toà nhà · Units inside buildings',
    columns: [
      ...HELD,
      'designation TEXT',
      'floor TEXT',
      'kind TEXT NOT NULL',
      'state TEXT NOT NULL',
      ...SALTED,
    ],
    indexes: indexOf('zz_unit'),
    feed: false,
  },
}
