import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { importOsm } from '../../src/importing/osm/import-osm.ts'
import { table } from './bench-table.ts'

const NODES = 10_000_000
/** Between the ids of one repetition and the next: more than any id of a sample of a town. */
const IDS = 100_000_000_000
/** Degrees that a repetition lies farther east and north than the one before, in rows. */
const STEP = 0.05
const ROW = 20

/**
 * `npm run bench -- osm SAMPLE.osm.pbf [NODES]`: objects a second and memory of reading a sample that is repeated, side by side, to so
 * many nodes, beside osmium counting the objects of the same file.
 */
export async function benchOsm(): Promise<void> {
  const [sample, asked] = process.argv.slice(3)
  if (sample === undefined) throw new Error('npm run bench -- osm SAMPLE.osm.pbf [NODES]')
  const nodes = Number(asked ?? NODES)
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    const file = join(folder, 'repeated.osm.pbf')
    const box = await repeat(sample, nodes, file)
    const beside = timed(() => execFileSync('osmium', ['fileinfo', '-e', file], { stdio: 'ignore' }))
    const before = process.memoryUsage().rss / 1e6
    const [west, south, east, north] = box
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ]
    let report: ReturnType<typeof importOsm> | undefined
    const taken = timed(() => {
      report = importOsm(folder, { file, areas: [{ type: 'Polygon', coordinates: [ring] }] })
    })
    const objects = Object.values(report!.objects).reduce((sum, one) => sum + one, 0)
    const rows = [...report!.rows.values()].reduce((sum, one) => sum + one, 0)
    process.stdout.write(
      table(
        [
          'nodes',
          'MB',
          'objects',
          'rows',
          'objects/s',
          'highest resident, MB (before)',
          "× osmium's counting",
        ],
        [
          [
            report!.objects.node.toLocaleString('en'),
            (statSync(file).size / 1e6).toFixed(1),
            objects.toLocaleString('en'),
            rows.toLocaleString('en'),
            Math.round(objects / taken).toLocaleString('en'),
            `${(process.resourceUsage().maxRSS / 1000).toFixed(0)} (${before.toFixed(0)})`,
            (taken / beside).toFixed(1),
          ],
        ],
      ),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds that something takes. */
function timed(run: () => void): number {
  const started = performance.now()
  run()
  return (performance.now() - started) / 1000
}

/** Writes a sample again and again, with ids and places of their own, by osmium; answers the box around all. */
async function repeat(
  sample: string,
  nodes: number,
  file: string,
): Promise<[number, number, number, number]> {
  const lines = execFileSync('osmium', ['cat', sample, '-f', 'opl,add_metadata=false', '-o', '-'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  }).split('\n')
  const of = (type: string) => lines.filter((line) => line.startsWith(type))
  const sampled = of('n')
  if (sampled.length === 0) throw new Error(`${sample} has no nodes`)
  const times = Math.ceil(nodes / sampled.length)
  const lons = sampled.map((line) => Number(/ x(\S+)/.exec(line)?.[1]))
  const lats = sampled.map((line) => Number(/ y(\S+)/.exec(line)?.[1]))
  function* all(): Generator<string> {
    for (const type of ['n', 'w', 'r'])
      for (let k = 0; k < times; k++) {
        const [dx, dy] = [(k % ROW) * STEP, Math.floor(k / ROW) * STEP]
        for (const line of of(type)) yield `${moved(line, k * IDS, dx, dy)}\n`
      }
  }
  const osmium = spawn('osmium', ['cat', '-F', 'opl', '-', '-o', file], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = once(osmium, 'exit')
  await pipeline(Readable.from(inPieces(all())), osmium.stdin)
  const [code] = await ended
  if (code !== 0) throw new Error(`osmium: ${code}`)
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
  return [
    least(lons),
    least(lats),
    most(lons) + (ROW - 1) * STEP,
    most(lats) + Math.floor((times - 1) / ROW) * STEP,
  ]
}

/** A line of OPL (osmcode.org/opl-file-format) with other ids and another place. */
function moved(line: string, ids: number, dx: number, dy: number): string {
  return line
    .split(' ')
    .map((field, i) => {
      const id = (text: string) => text.replace(/^([nwr])(\d+)/, (_, type, id) => type + (Number(id) + ids))
      if (i === 0) return id(field)
      if (field.startsWith('x') && field.length > 1) return `x${(Number(field.slice(1)) + dx).toFixed(7)}`
      if (field.startsWith('y') && field.length > 1) return `y${(Number(field.slice(1)) + dy).toFixed(7)}`
      if (field.startsWith('N') || field.startsWith('M'))
        return field[0] + field.slice(1).split(',').map(id).join(',')
      return field
    })
    .join(' ')
}

/** Lines in pieces of some thousand, as each takes a write. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = []
  for (const line of lines) {
    piece.push(line)
    if (piece.length < 5000) continue
    yield piece.join('')
    piece = []
  }
  yield piece.join('')
}
