import type { Position } from 'geojson'
import { type BasemapSource, BasemapWriter } from '../../src/store/basemap/basemap-writer.ts'

export interface FileRoad {
  id: string
  name: string | null
  line: Position[]
  ref?: string
}
export interface FilePoint {
  id: string
  name: string | null
  label: string
  at: Position
}
export interface FileCandidate {
  id: string
  number: string
  street: string | null
  at: Position
}

/** Writes a base map of roads, points of interest and `addr:*` into a data folder, in the place of the one before. */
export function writeBasemap(
  dataDir: string,
  {
    source = 'osm',
    roads = [],
    points = [],
    candidates = [],
  }: { source?: BasemapSource; roads?: FileRoad[]; points?: FilePoint[]; candidates?: FileCandidate[] },
): void {
  const writer = BasemapWriter.create(dataDir, {
    source,
    attribution: '© OpenStreetMap contributors',
    dataTime: '',
  })
  for (const { id, name, line, ref = null } of roads)
    writer.add('road', { type: 'LineString', coordinates: line }, [
      ...[id, 12, 'residential', name, ref],
      ...[0, false, false, 0, null, null, '[]'],
    ])
  for (const { id, name, label, at } of points)
    writer.add('poi', { type: 'Point', coordinates: at }, [id, 14, 'shop', label, name])
  for (const { id, number, street, at } of candidates)
    writer.add('candidate', { type: 'Point', coordinates: at }, [
      ...[id, 17, number, street],
      JSON.stringify({ 'addr:housenumber': number }),
    ])
  writer.finish()
}
