import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = join(root, 'src')

/** Rooms that a room's files may import values from; its own files always. Types of `store` may be imported anywhere. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  geo: [],
  chains: [],
  codes: ['text'],
  tables: ['text'],
  parsing: ['text', 'geo', 'codes'],
  store: ['text', 'geo', 'codes', 'chains', 'parsing'],
  units: ['text', 'geo', 'codes', 'parsing', 'tables', 'store'],
  search: ['text', 'geo', 'codes', 'parsing', 'store'],
  reverse: ['text', 'geo', 'codes', 'parsing', 'store'],
  registry: ['text', 'geo', 'codes', 'chains', 'parsing', 'tables', 'store'],
  tiles: ['text', 'geo', 'codes', 'parsing', 'store'],
  importing: ['text', 'geo', 'codes', 'parsing', 'tables', 'store'],
  http: [
    'text',
    'geo',
    'codes',
    'chains',
    'parsing',
    'tables',
    'units',
    'search',
    'reverse',
    'registry',
    'tiles',
    'importing',
  ],
  assembly: [
    'text',
    'geo',
    'codes',
    'chains',
    'parsing',
    'tables',
    'store',
    'units',
    'search',
    'reverse',
    'registry',
    'tiles',
    'importing',
    'http',
  ],
  web: ['text', 'codes', 'geo', 'parsing'],
}

/**
 * The rooms within a large room and the files at its root, from the lowest up: each imports, types too, only what stands
 * before it. `*` are the files at the root that are not named.
 */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  search: [
    'scoring.ts',
    'words',
    'query',
    'names',
    'units',
    'houses',
    'gazetteer',
    'search-types.ts',
    'ranking',
    'results',
    'direct',
    'search-engine.ts',
  ],
  importing: [
    'reading',
    'formats',
    'writing',
    'exporting',
    'counts',
    'osm',
    'demo',
    'kinds',
    'layers',
    'import-file.ts',
    'export-file.ts',
    'decision-list.ts',
  ],
  tiles: ['gzip', 'addresses', 'features', 'making', 'archive', 'tile-server.ts', 'pictures', 'styles'],
  http: [
    'edge',
    'features',
    'papers',
    'read',
    'registry',
    'doors',
    'accounts',
    'people',
    'bulk',
    'office',
    'tiles',
    'ogc',
    'pages',
    'service.ts',
  ],
  units: ['*', 'conversion'],
}

/** The files of a large room that other rooms may import, types too. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  importing: [
    'demo/basemap/demo-basemap.ts',
    'demo/demo-data.ts',
    'exporting/export-rows.ts',
    'kinds/addresses/address-reader.ts',
    'kinds/addresses/check-addresses.ts',
    'kinds/addresses/checked-address.ts',
    'layers/layer-export.ts',
    'layers/layer-import.ts',
    'layers/layer-options.ts',
    'layers/row-geocoding.ts',
    'reading/place-finders.ts',
    'reading/problem.ts',
    'reading/source-row.ts',
  ],
  tiles: [
    'tile-server.ts',
    'features/layers.ts',
    'features/count-series.ts',
    'making/tile-json.ts',
    'making/worker-pool.ts',
    'pictures/drawn-map.ts',
    'pictures/map-view.ts',
    'pictures/picture.ts',
    'archive/tile-archive.ts',
    'styles/glyphs.ts',
    'styles/sprites.ts',
    'styles/styles.ts',
    'styles/map-picture.ts',
    'styles/theme-map.ts',
    'styles/theme-maps.ts',
  ],
  search: ['search-engine.ts', 'search-types.ts', 'scoring.ts', 'units/unit-source.ts'],
}

/** Folders in which more files stand than a newcomer takes in at a glance, each with its reason. */
const LARGE_FOLDERS: Readonly<Record<string, string>> = {
  web: 'pages with their styles, built from this folder',
}
const MAX_FILES = 15
/** Files that import one another in a row within one folder. */
const MAX_FLOORS = 8

/** Packages that one room keeps to itself. */
const KEPT_BY: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['store'],
  kysely: ['store'],
  pg: ['store'],
  flexsearch: ['search'],
  'geojson-vt': ['tiles'],
  'vt-pbf': ['tiles'],
  'maplibre-gl': ['web'],
  'markdown-it': ['http'],
  pbf: ['importing', 'tiles'],
  yauzl: ['importing', 'tables'],
  shpjs: ['importing'],
  flatbuffers: ['importing'],
  saxes: ['importing', 'tables'],
  exceljs: ['tables'],
  proj4: ['geo'],
  sharp: ['registry'],
  fastify: ['http', 'assembly', 'main.ts'],
  '@fastify/': ['http', 'assembly', 'main.ts'],
}

interface Import {
  file: string
  room: string
  target: string
  typeOnly: boolean
}

type Graph = ReadonlyMap<string, readonly string[]>

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ts$/.test(file))
const imports = files.flatMap(importsOf)
const graph: Graph = new Map(
  files.map((file) => [file, imports.filter((one) => one.file === file).flatMap(fileOf)]),
)

t.test('The rooms and who may import whom', async (t) => {
  t.test('a room imports only what lies below it, and never its neighbour', async (t) => {
    const wrong = imports.filter(({ file, room, target, typeOnly }) => {
      if (!target.startsWith('.') || !file.includes(sep)) return false
      const there = relative(src, resolve(src, dirname(file), target)).split(sep)
      const other = there.length > 1 ? there[0]! : undefined
      if (other === undefined) return !['config.ts', 'errors.ts', 'worker-start.ts'].includes(there[0]!)
      if (other === room || (typeOnly && (other === 'store' || room === 'http' || room === 'web')))
        return false
      return !MAY_IMPORT[room]?.includes(other)
    })
    t.same(wrong, [])
  })

  t.test('within a large room files import only what stands below them', async (t) => {
    const wrong = imports.filter((one) => {
      const order = WITHIN[one.room]
      const [target] = fileOf(one)
      if (!order || target?.split(sep)[0] !== one.room) return false
      const [from, to] = [placeWithin(one.file), placeWithin(target)]
      const same =
        from === to || (rank(order, from) === rank(order, to) && rank(order, to) === order.indexOf('*'))
      return !same && rank(order, to) >= rank(order, from)
    })
    t.same(wrong, [])
    const strangers = files.filter((file) => {
      const order = WITHIN[file.split(sep)[0]!]
      return order !== undefined && rank(order, placeWithin(file)) < 0
    })
    t.same(strangers, [])
  })

  t.test('a large room is entered through its doors', async (t) => {
    const entered = imports.flatMap((one) =>
      fileOf(one)
        .filter((target) => target.split(sep)[0] !== one.room)
        .map((target) => ({ file: one.file, target })),
    )
    const inDoors = (target: string) => {
      const [room, ...path] = target.split(sep)
      return DOORS[room!]?.includes(path.join('/')) ?? true
    }
    t.same(
      entered.filter(({ target }) => !inDoors(target)),
      [],
    )
    const unused = Object.entries(DOORS).flatMap(([room, doors]) =>
      doors.map((door) => join(room, door)).filter((door) => !entered.some(({ target }) => target === door)),
    )
    t.same(unused, [], 'a door that nobody uses')
  })

  t.test('files do not import in circles', async (t) => {
    t.same(circles(graph), [])
    t.same(
      circles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
      [['b', 'c']],
      'a circle is found',
    )
  })

  t.test('a folder holds few files, and few that import one another in a row', async (t) => {
    const folders = new Set(files.map((file) => dirname(file)))
    const full = [...folders].filter(
      (folder) => !(folder in LARGE_FOLDERS) && filesIn(folder).length > MAX_FILES,
    )
    t.same(full, [])
    const deep = [...folders].filter((folder) => !(folder in LARGE_FOLDERS) && floorsOf(folder) > MAX_FLOORS)
    t.same(deep, [])
  })

  t.test('every room is in the table', async (t) => {
    const rooms = new Set(files.filter((file) => file.includes(sep)).map((file) => file.split(sep)[0]!))
    t.same(
      [...rooms].filter((room) => !(room in MAY_IMPORT)),
      [],
    )
  })

  t.test('a package is used in its own rooms only', async (t) => {
    const wrong = imports.filter(({ file, room, target, typeOnly }) => {
      const keeper = Object.keys(KEPT_BY).find(
        (name) => target === name || target.startsWith(name.endsWith('/') ? name : `${name}/`),
      )
      return keeper !== undefined && !typeOnly && !KEPT_BY[keeper]!.includes(file.includes(sep) ? room : file)
    })
    t.same(wrong, [])
  })

  t.test('the environment is read in config.ts only', async (t) => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(src, file), 'utf8')))
    t.same(readers, ['config.ts'])
  })

  t.test('what answers everybody reads addresses as everybody may see them', async (t) => {
    const whole =
      /\.storedAddresses\b|\b(?:record|source)\.addresses\b(?!\.(?:count|lastFid|maxCount)\()|\b(?:addresses|storedAddresses)\b[^}]*\}: RecordStore|\bAddressTable\b/
    const answering = ['http', 'search', 'reverse', 'tiles'].map((room) => `${room}${sep}`)
    const wrong = files.filter(
      (file) =>
        answering.some((room) => file.startsWith(room)) && whole.test(readFileSync(join(src, file), 'utf8')),
    )
    t.same(wrong, [])
  })

  t.test('no room is named after nothing, and no file is two ideas long', async (t) => {
    t.same(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/)/.test(file)),
      [],
    )
    const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 301)
    t.same(long, [])
  })

  t.test('every room is on the map', async (t) => {
    const map = readFileSync(join(src, 'README.md'), 'utf8')
    t.same(
      Object.keys(MAY_IMPORT).filter((room) => !map.includes(`\`${room}/\``)),
      [],
    )
  })

  t.test('the top level stays small', async (t) => {
    const allowed = [
      'src',
      'data',
      'scripts',
      'test',
      'styles',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'Dockerfile',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
    ]
    const generated = ['node_modules', 'dist', 'coverage']
    const found = readdirSync(root).filter((name) => !name.startsWith('.') && !generated.includes(name))
    t.same(
      found.filter((name) => !allowed.includes(name)),
      [],
    )
    t.same(
      allowed.filter((name) => !found.includes(name)),
      [],
    )
  })
})

function importsOf(file: string): Import[] {
  const code = readFileSync(join(src, file), 'utf8')
  const room = file.split(sep)[0]!
  return [...code.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)].map(
    ([statement, typeOnly, target]) => ({
      file,
      room,
      target: target!,
      typeOnly: typeOnly !== undefined || /^import\s*\{(\s*type\s+[\w\s]+,?)+\s*\}/.test(statement),
    }),
  )
}

/** The file of ours that an import names; none for a package. */
function fileOf({ file, target }: Import): string[] {
  if (!target.startsWith('.')) return []
  const path = relative(src, resolve(src, dirname(file), target))
  return files.includes(path) ? [path] : []
}

/** The room within its room, or the file at its root. */
function placeWithin(file: string): string {
  return file.split(sep)[1]!
}

function rank(order: readonly string[], place: string): number {
  const found = order.indexOf(place)
  return found < 0 && place.endsWith('.ts') ? order.indexOf('*') : found
}

function filesIn(folder: string): string[] {
  return files.filter((file) => dirname(file) === folder)
}

/** The longest row of files of one folder of which each imports the next. */
function floorsOf(folder: string): number {
  const heights = new Map<string, number>()
  const height = (file: string): number => {
    const known = heights.get(file)
    if (known !== undefined) return known
    heights.set(file, 1)
    const below = graph.get(file)!.filter((one) => dirname(one) === folder)
    const found = 1 + Math.max(0, ...below.map(height))
    heights.set(file, found)
    return found
  }
  return Math.max(...filesIn(folder).map(height))
}

/** Groups of files that import one another round in circles (Tarjan's strongly connected components). */
function circles(graph: Graph): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const found: string[][] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    low.set(file, order.get(file)!)
    open.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      else if (!open.includes(next)) continue
      low.set(file, Math.min(low.get(file)!, low.get(next)!))
    }
    if (low.get(file) !== order.get(file)) return
    const circle = open.splice(open.indexOf(file))
    if (circle.length > 1) found.push(circle)
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return found
}
