import { placesByAddress } from '../../src/assembly/places/places-by-address.ts'
import { readExtensions } from '../../src/importing/formats/import-formats.ts'
import type { LayerImportOptions, LayerReport } from '../../src/importing/layers/layer-catalogue.ts'
import { importLayer } from '../../src/importing/layers/layer-import.ts'
import { statedOptions } from '../../src/importing/layers/layer-options.ts'
import { ImportError, problem } from '../../src/importing/reading/problem.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { TABLE_ENCODINGS } from '../../src/tables/decoded-text.ts'

/** Options of the command `import` that are about thematic layers. */
export const LAYER_OPTIONS = {
  crs: { type: 'string' },
  encoding: { type: 'string' },
  id: { type: 'string' },
  datum: { type: 'string' },
  'title-vi': { type: 'string' },
  'title-en': { type: 'string' },
  owner: { type: 'string' },
  licence: { type: 'string' },
  'style-by': { type: 'string' },
  replace: { type: 'boolean' },
  counts: { type: 'boolean' },
  threshold: { type: 'string' },
  reveal: { type: 'string' },
} as const

export type LayerValues = { -readonly [name in keyof typeof LAYER_OPTIONS]?: string | boolean }

export const LAYER_USAGE = `
import -- layer MÃ_LỚP TỆP…  bản đồ chuyên ngành · LAYER_ID FILE…: a thematic layer (health, education, …)
          ${readExtensions(true).join(' ')}
--crs     hệ toạ độ, khi tệp không nêu · system of the coordinates: EPSG:9210, "VN-2000 / TM-3 105-45"
--encoding  bảng mã của CSV, Shapefile, khi nhận ra sai · of CSV and Shapefiles, where it is recognised wrongly: ${TABLE_ENCODINGS.join(' ')}
--id      cột mã của đối tượng, khi không tự nhận ra · column of the ids of features, where it is not recognised
--datum   VN-2000 sang WGS 84 · to WGS 84: 6960 (QĐ 05/2007/QĐ-BTNMT), 5194 (QGIS, GDAL ở đồng bằng sông Cửu Long)
--title-vi --title-en --owner --licence   về lớp · about the layer; a title makes a new layer
--style-by  trường chia loại đối tượng, tô màu và lọc · field whose values class the features
--counts  lớp mới là số đếm theo xã và kỳ · a new layer holds counts: commune_code, period, disease, count[, population]
--threshold N  số nhỏ hơn N không được công bố · counts below N are not shown (5)
--reveal  lý do công bố điều đã ẩn · why to publish what an earlier edition hid
--replace bỏ các đối tượng không có trong tệp · remove features that the file does not bring
`

type Base = Pick<LayerImportOptions, 'theme' | 'file' | 'finders' | 'actor' | 'onProgress' | 'dryRun'> & {
  layer?: string
}

/** Imports one file into a thematic layer and says what came of it. Throws {@link ImportError}. */
export async function runLayerImport(
  record: RecordStore,
  base: Base,
  values: LayerValues,
): Promise<LayerReport> {
  const text = (name: keyof LayerValues) => values[name] as string | undefined
  const stated = statedOptions(
    {
      ...{ crs: text('crs'), encoding: text('encoding'), id: text('id'), datum: text('datum') },
      ...{
        titleVi: text('title-vi'),
        titleEn: text('title-en'),
        owner: text('owner'),
        licence: text('licence'),
        styleBy: text('style-by'),
        threshold: text('threshold'),
      },
    },
    (option) => `--${option}`,
  )
  const reveal = text('reveal')
  if (reveal !== undefined && reveal.trim() === '')
    throw new ImportError(problem('required', '--reveal', '', 'lý do · a reason'))
  return importLayer(record, {
    ...base,
    ...stated,
    ...(reveal === undefined ? {} : { reveal }),
    findPlaces: () => placesByAddress(record),
    counts: values.counts === true,
    replace: values.replace === true,
  })
}

/** Whether an import came to something: some row was taken, or there was none. */
export function cameToSomething({ read, refused }: LayerReport): boolean {
  return read === 0 || refused < read
}

/** What came of an import, in two languages. */
export function layerSummary({
  read,
  added,
  changed,
  unchanged,
  removed,
  gone = 0,
  refused,
  rejects,
  why,
  geocoded,
  personal = [],
  notes = [],
}: LayerReport): string {
  const line = `đọc · read ${read}, thêm · added ${added}, đổi · changed ${changed}, giữ nguyên · unchanged ${unchanged}, không còn trong tệp · gone ${gone}, bỏ · removed ${removed}, từ chối · refused ${refused}\n`
  const people = personal.map(
    ({ column, looksLike, values, of }) =>
      `cột "${column}" giống ${PERSONAL[looksLike]}: ${values}/${of}; mọi cột của lớp đều công khai · every column of a layer is public\n`,
  )
  const found = geocoded
    ? [
        `tìm theo địa chỉ · found by address: ${[...geocoded.grades]
          .sort()
          .map(([grade, rows]) => `${grade} ${rows}`)
          .join(', ')}${geocoded.path ? `, ${geocoded.path}` : ''}\n`,
      ]
    : []
  const first =
    refused > 0 && why ? [`dòng đầu bị từ chối · the first refused row: ${why.vi} · ${why.en}\n`] : []
  const said = notes.map(({ vi, en }) => `${vi} · ${en}\n`)
  return [
    line,
    ...said,
    ...found,
    ...people,
    ...first,
    ...(rejects ? [`các dòng bị từ chối · refused rows: ${rejects}\n`] : []),
  ].join('')
}

const PERSONAL = {
  identity: 'số CCCD, CMND · looks like numbers of identity papers',
  phone: 'điện thoại · looks like phones',
  'birth-date': 'ngày sinh · looks like dates of birth',
  disease: 'bệnh, chẩn đoán · looks like illnesses',
  contact: 'e-mail, số giấy tờ · looks like e-mails or numbers of papers',
  name: 'tên người · looks like names of people',
} as const
