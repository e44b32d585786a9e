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
  codes: ['text'],
  tables: ['text'],
  store: ['text', 'geo', 'codes'],
  units: ['text', 'geo', 'codes', 'tables', 'store'],
  search: ['text', 'geo', 'codes', 'store'],
  reverse: ['text', 'geo', 'codes', 'store'],
  tiles: ['text', 'geo', 'codes', 'store'],
  importing: ['text', 'geo', 'codes', 'tables', 'store'],
  http: ['text', 'geo', 'codes', 'tables', 'units', 'search', 'reverse', 'tiles', 'importing'],
  web: ['text', 'codes', 'geo'],
}

/** Packages that one room keeps to itself. */
const KEPT_BY: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['store'],
  flexsearch: ['search'],
  'geojson-vt': ['tiles'],
  'vt-pbf': ['tiles'],
  'maplibre-gl': ['web'],
  fastify: ['http', 'app.ts', 'main.ts'],
  '@fastify/': ['http', 'app.ts', 'main.ts'],
}

interface Import {
  file: string
  room: string
  target: string
  typeOnly: boolean
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ts$/.test(file))
const imports = files.flatMap(importsOf)

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
