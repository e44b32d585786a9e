import { importOsm, type OsmReport } from '../../src/importing/osm/import-osm.ts'
import { ImportError, problem } from '../../src/importing/reading/problem.ts'
import type { BasemapTable } from '../../src/store/basemap/basemap-layers.ts'
import { communeAreas } from '../../src/store/reading/commune-areas.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { ProgressLine } from './progress-line.ts'

/** Objects that are named; of more the number is enough. */
const NAMED = 10
const TABLES: Readonly<Record<BasemapTable, string>> = {
  water: 'mặt nước, sông, kênh · water',
  landuse: 'sử dụng đất · land use',
  building: 'nhà · buildings',
  road: 'đường, phà · roads, ferries',
  rail: 'đường sắt · railways',
  poi: 'điểm quan tâm · points of interest',
  place: 'tên nơi chốn · places',
  boundary: 'ranh giới xã · commune boundaries',
  candidate: 'addr:* (chưa phải địa chỉ · no addresses)',
  turn: 'cấm rẽ · restrictions of turning',
}

/** Reads an OpenStreetMap extract into the base map of the record's folder; the record is read only for where its communes lie. */
export function importBasemap(record: RecordStore, dataDir: string, file: string): void {
  const areas = communeAreas(record)
  if (areas.length === 0) throw new ImportError(problem('osm-format', 'FILE', file, NO_COMMUNES))
  const line = new ProgressLine(process.stderr, file)
  const onProgress = ({ done, rows }: { done: number; rows: number }) => line.show(done, rows)
  const report = importOsm(dataDir, { file, areas, onProgress })
  const { node, way, relation } = report.objects
  line.end(node + way + relation)
  process.stderr.write(summary(report))
}

const NO_COMMUNES = {
  vi: 'hồ sơ chưa có xã nào có vùng; hãy nạp ranh giới trước',
  en: 'the record has no commune with an area; import boundaries first',
}

function summary({ objects, rows, broken, incomplete }: OsmReport): string {
  const lines = [
    `đọc · read: ${objects.node} nút · nodes, ${objects.way} đường · ways, ${objects.relation} quan hệ · relations`,
    ...[...rows].map(([table, count]) => `${TABLES[table]}: ${count}`),
  ]
  if (broken.length > 0) {
    const names = broken.slice(0, NAMED).join(' ') + (broken.length > NAMED ? ' …' : '')
    lines.push(`vùng không khép kín · areas that do not close: ${broken.length} (${names})`)
  }
  if (incomplete > 0) lines.push(`đường thiếu nút · ways with missing nodes: ${incomplete}`)
  lines.push('bản đồ nền · base map: © OpenStreetMap contributors (ODbL, openstreetmap.org/copyright)')
  return `${lines.join('\n')}\n`
}
