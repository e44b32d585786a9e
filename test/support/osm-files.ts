import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why tests that need osmium are passed over; false where it is installed. */
export const noOsmium = installed() ? false : 'osmium (osmium-tool) is not installed'

function installed(): boolean {
  try {
    execFileSync('osmium', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A file in PBF that osmium made of OSM XML: what stands within `<osm>`. `options` are osmium's `-f` for the format. */
export function pbfOf(xml: string, format = 'pbf'): string {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-osm-'))
  const [source, file] = [join(folder, 'map.osm'), join(folder, 'map.osm.pbf')]
  writeFileSync(source, `<osm version="0.6" generator="test">${xml}</osm>`)
  execFileSync('osmium', ['cat', source, '-f', format, '-o', file, '--overwrite'])
  return file
}

/** How many objects osmium finds by a filter, as `w/highway`. */
export function countOf(file: string, filter: string): number {
  const found = execFileSync('osmium', ['tags-filter', '-R', '-f', 'opl', '-o', '-', file, filter], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return found.split('\n').length - 1
}

/** How many objects osmium counts in a file. */
export function objectsOf(file: string): { node: number; way: number; relation: number } {
  const { data } = JSON.parse(
    execFileSync('osmium', ['fileinfo', '-e', '-j', file], { encoding: 'utf8' }),
  ) as {
    data: { count: { nodes: number; ways: number; relations: number } }
  }
  const { nodes, ways, relations } = data.count
  return { node: nodes, way: ways, relation: relations }
}

/** Nodes of a grid of 0.001 degrees from 106.4, 10.5: `x` and `y` in steps. */
export function node(id: number, x: number, y: number, tags: Record<string, string> = {}): string {
  const at = `lon="${(106.4 + x / 1000).toFixed(7)}" lat="${(10.5 + y / 1000).toFixed(7)}"`
  return `<node id="${id}" version="1" ${at}>${tagsOf(tags)}</node>`
}

export function way(id: number, refs: readonly number[], tags: Record<string, string> = {}): string {
  return `<way id="${id}" version="1">${refs.map((ref) => `<nd ref="${ref}"/>`).join('')}${tagsOf(tags)}</way>`
}

export function relation(
  id: number,
  members: readonly (readonly [type: string, id: number, role: string])[],
  tags: Record<string, string>,
): string {
  const list = members.map(([type, ref, role]) => `<member type="${type}" ref="${ref}" role="${role}"/>`)
  return `<relation id="${id}" version="1">${list.join('')}${tagsOf(tags)}</relation>`
}

function tagsOf(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => `<tag k="${key}" v="${value}"/>`)
    .join('')
}
