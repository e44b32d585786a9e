import type { Recognise } from './source-row.ts'

/** What can be imported and exported. */
export const KINDS = [
  'units',
  'unit-changes',
  'boundaries',
  'postcodes',
  'streets',
  'places',
  'addresses',
  'roads',
] as const
export type Kind = (typeof KINDS)[number]

export interface Column {
  name: string
  /** Other names it is known by, folded: lower case, without accents, spaces, "_" and "-". */
  aliases?: readonly string[]
}

const LON: Column = {
  name: 'lon',
  aliases: ['lng', 'long', 'longitude', 'x', 'kinhdo', 'xcoord', 'lonwgs84'],
}
const LAT: Column = { name: 'lat', aliases: ['latitude', 'y', 'vido', 'ycoord', 'latwgs84'] }
const COMMUNE: Column = { name: 'commune_code', aliases: ['wardcode', 'maxa', 'maphuongxa', 'communeinsee'] }
const SOURCE: Column = { name: 'source', aliases: ['src', 'nguon'] }
const ID: Column = { name: 'id', aliases: ['uid', 'uuid', 'wofid', 'osmid', 'featureid'] }

/** A geometry as well-known text, in CSV. */
const WKT: Column = { name: 'wkt', aliases: ['geometry', 'geom', 'thegeom', 'hinhhoc'] }

const STREET_COLUMNS: readonly Column[] = [
  ID,
  { name: 'name', aliases: ['street', 'streetname', 'tenduong', 'duong', 'ten', 'roadname'] },
  { name: 'class', aliases: ['loai', 'loaiduong', 'highway', 'roadclass'] },
  COMMUNE,
  { name: 'district_code', aliases: ['madistrict', 'mahuyen', 'olddistrictcode'] },
  { name: 'district', aliases: ['huyen', 'quanhuyen', 'tenhuyen'] },
  { name: 'province_code', aliases: ['matinh'] },
  SOURCE,
  WKT,
]

/** Columns of each kind, in the order they are exported in. */
export const COLUMNS: Readonly<Record<Kind, readonly Column[]>> = {
  addresses: [
    ID,
    { name: 'code', aliases: ['madiachi', 'localcode'] },
    { name: 'ndas', aliases: ['madiachiso', 'nationalcode'] },
    { name: 'class', aliases: ['objectclass', 'loai', 'loaidoituong'] },
    { name: 'name', aliases: ['ten', 'tendoituong'] },
    { name: 'house_number', aliases: ['housenumber', 'sonha', 'numero'] },
    { name: 'street', aliases: ['streetname', 'duong', 'tenduong'] },
    { name: 'hamlet', aliases: ['ap', 'khupho', 'apkhupho', 'thon'] },
    { name: 'group', aliases: ['groupname', 'to'] },
    COMMUNE,
    { name: 'former_commune_code', aliases: ['formercommune', 'oldcommunecode', 'oldwardcode', 'maxacu'] },
    { name: 'postcode', aliases: ['postalcode', 'mabuuchinh'] },
    LON,
    LAT,
    { name: 'position', aliases: ['positiontype', 'vitri'] },
    { name: 'status', aliases: ['trangthai'] },
    SOURCE,
    { name: 'updated_at', aliases: ['updatedat', 'ngaycapnhat', 'datedermaj'] },
    { name: 'raw_text', aliases: ['rawtext', 'address', 'diachi', 'fulladdress'] },
  ],
  streets: STREET_COLUMNS,
  roads: STREET_COLUMNS,
  places: [
    ID,
    { name: 'name', aliases: ['ten'] },
    { name: 'name_vi', aliases: ['namevi', 'tentiengviet'] },
    { name: 'alt_names', aliases: ['altnames', 'namevivariant', 'alternatenames', 'tenkhac'] },
    { name: 'category', aliases: ['kind', 'loai', 'type', 'amenity'] },
    COMMUNE,
    { name: 'former_commune_code', aliases: ['oldcommunecode', 'oldwardcode', 'maxacu'] },
    { name: 'importance', aliases: ['rank'] },
    { name: 'description', aliases: ['mota'] },
    LON,
    LAT,
    SOURCE,
  ],
  boundaries: [
    { name: 'code', aliases: ['ma', 'maxa', 'wardcode', 'communecode', 'madvhc'] },
    { name: 'id' },
    { name: 'full_name', aliases: ['fullname', 'tendaydu'] },
    { name: 'name', aliases: ['ten', 'tenxa'] },
    { name: 'valid_from', aliases: ['validfrom'] },
    { name: 'area_km2', aliases: ['areakm2', 'dientich', 'dientichkm2'] },
    SOURCE,
    { name: 'date', aliases: ['areadate', 'ngay'] },
    WKT,
  ],
  'unit-changes': ['date', 'kind', 'level', 'from_code', 'to_code', 'extent', 'basis', 'article'].map(
    (name) => ({ name }),
  ),
  postcodes: [
    { name: 'postcode', aliases: ['postalcode', 'mabuuchinh', 'ma'] },
    COMMUNE,
    { name: 'valid_from', aliases: ['validfrom'] },
    { name: 'valid_to', aliases: ['validto'] },
    { name: 'basis', aliases: ['cancu', 'vanban'] },
  ],
  units: [
    'code',
    'level',
    'type',
    'name',
    'full_name',
    'parent_code',
    'valid_from',
    'valid_to',
    'basis',
    'centre_lon',
    'centre_lat',
    'area_km2',
    'area_source',
    'area_date',
    'area_approximate',
    'wkt',
  ].map((name) => ({ name })),
}

/** Recognises the columns of a kind under their own and other names, whatever case, accents and separators. */
export function recogniser(kind: Kind): Recognise {
  return recogniserOf(COLUMNS[kind])
}

/** Recognises these columns, as {@link recogniser} does. */
export function recogniserOf(columns: readonly Column[]): Recognise {
  const names = new Map<string, string>()
  for (const { name, aliases = [] } of columns)
    for (const known of [name, ...aliases]) names.set(folded(known), name)
  return (column) => names.get(folded(column))
}

function folded(column: string): string {
  return column
    .normalize('NFD')
    .replace(/[\p{M}\s_\-.]/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}
