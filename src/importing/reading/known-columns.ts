import { type Column, recogniserOf } from './columns.ts'

/** Columns of positions and identity under the names that people give them, folded; x and y say no order by themselves. */
const POSITION_COLUMNS: readonly Column[] = [
  {
    name: 'lon',
    aliases: ['lng', 'long', 'longitude', 'kinhdo', 'kinhdo(x)', 'toadokinhdo', 'easting', 'kd'],
  },
  { name: 'lat', aliases: ['latitude', 'vido', 'vido(y)', 'toadovido', 'northing', 'vd'] },
  {
    name: 'x',
    aliases: ['toadox', 'xcoord', 'coordx', 'pointx', 'x(m)', 'toadox(m)', 'xvn2000', 'vn2000x', 'toado(x)'],
  },
  {
    name: 'y',
    aliases: ['toadoy', 'ycoord', 'coordy', 'pointy', 'y(m)', 'toadoy(m)', 'yvn2000', 'vn2000y', 'toado(y)'],
  },
  {
    name: 'coordinates',
    aliases: [
      'toado',
      'coordinate',
      'coords',
      'gps',
      'latlon',
      'latlng',
      'lonlat',
      'lnglat',
      'vitri',
      'location',
      'toadogps',
    ],
  },
  { name: 'wkt', aliases: ['geometry', 'geom', 'thegeom', 'hinhhoc'] },
]

export const ADDRESS_COLUMNS: readonly Column[] = [
  { name: 'address_id', aliases: ['addressuid'] },
  { name: 'address_code', aliases: ['madiachi'] },
  { name: 'address', aliases: ['diachi', 'diachicuthe', 'diachidaydu', 'fulladdress', 'noio', 'diadiem'] },
]

/** By which a feature is known again: what its owner gives it before what a program counts. */
export const ID_COLUMNS: readonly Column[] = [
  { name: 'id', aliases: ['uid', 'uuid'] },
  { name: 'ma', aliases: ['code', 'maso', 'madoituong'] },
  { name: 'objectid', aliases: ['ogcfid', 'gid'] },
  { name: 'fid' },
]

/** Columns whose text names a feature, the usual ones first. */
export const LABEL_COLUMNS: readonly Column[] = [
  { name: 'name', aliases: ['ten', 'tengoi', 'title', 'label', 'tendoituong', 'nhan'] },
]

const OTHERS: readonly Column[] = [{ name: 'stt', aliases: ['tt', 'loai', 'ghichu', 'sothutu', 'dienthoai'] }]

const positions = recogniserOf(POSITION_COLUMNS)
/** What may stand behind the name of a coordinate: "Kinh độ (WGS84)", "X - VN2000". */
const BESIDE = /\([^()]*\)|\b(?:wgs[\s_-]?(?:19)?84|vn[\s_-]?2000)\b/giu

/** Which coordinate a column holds, by its name: lon, lat, x, y, coordinates or wkt. */
export function positionColumn(name: string): string | undefined {
  return positions(name) ?? positions(name.replace(BESIDE, ' '))
}

const known = recogniserOf([...ADDRESS_COLUMNS, ...ID_COLUMNS, ...LABEL_COLUMNS, ...OTHERS])

/** Whether a text is a name that columns commonly have: by it a header is told from a title. */
export function isKnownColumn(name: string): boolean {
  return known(name) !== undefined || positionColumn(name) !== undefined
}
