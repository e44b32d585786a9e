// Bundles the server, the command-line programs and the browser's side into dist/ with esbuild.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { mapLibrary } from './map-library.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const commands = [
  ...['import', 'export', 'convert', 'geocode', 'check', 'backup', 'restore', 'migrate', 'verify'],
  ...['people-key', 'admin'],
]
/** Measured as they are served: tsx keeps the names of functions, which costs those with functions inside much. */
const measurements = [
  'bench/bench',
  'bench/bench-server',
  'bench/profile/profile',
  'bench/tiles/bench-postgis-server',
  'eval/eval',
  'torture/torture',
  'torture/torture-edits',
  'torture/registry/registry-writer',
]
/** Packages of many small modules: bundled, they need not be looked for and loaded one by one at every start. */
const bundled = [
  '@fastify/ajv-compiler',
  '@fastify/cors',
  '@fastify/multipart',
  '@fastify/rate-limit',
  '@fastify/static',
  '@fastify/swagger',
  '@fastify/type-provider-typebox',
  '@mapbox/vector-tile',
  '@turf/circle',
  '@turf/voronoi',
  'ajv',
  'fastify',
  'find-my-way',
  'flatbush',
  'flexsearch',
  'geojson-vt',
  'helmet',
  'kysely',
  'lru-cache',
  'pbf',
  'pino',
  'pluscodes',
  'prom-client',
  'typebox',
  'vt-pbf',
]
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const server = {
  main: 'src/main.ts',
  'tile-worker': 'src/tiles/making/tile-worker.ts',
  'check-worker': 'src/assembly/threads/check-worker.ts',
  'batch-worker': 'src/assembly/threads/batch-worker.ts',
  'layer-worker': 'src/assembly/threads/layer-worker.ts',
  'findings-worker': 'src/assembly/threads/findings-worker.ts',
  'photo-worker': 'src/assembly/threads/photo-worker.ts',
  'paper-worker': 'src/assembly/papers/paper-worker.ts',
  'chunk-worker': 'src/assembly/threads/chunk-worker.ts',
  ...Object.fromEntries(
    [...commands.map((name) => `commands/${name}`), ...measurements].map((path) => [
      path.split('/').at(-1),
      `scripts/${path}.ts`,
    ]),
  ),
}
await build({
  absWorkingDir: root,
  entryPoints: server,
  outdir: dist,
  bundle: true,
  splitting: true,
  external: Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !bundled.includes(name)),
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  // Comments and indentation are a megabyte, which every thread would keep.
  minifyWhitespace: true,
  // Packages that are not modules ask for Node's own by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

/** MapLibre is a library of its own that all pages and its worker share: its two bundles would hold most of it twice. */
const MAPLIBRE = join(root, 'node_modules/maplibre-gl/src')
/** Names of its files, which change with what is in them: browsers keep them for good. */
const mapFiles = {}
const asLibrary = {
  name: 'maplibre-gl as a library of its own',
  setup({ onResolve }) {
    onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: mapFiles.library, external: true }))
  },
}

const web = join(root, 'src/web')
const pages = readdirSync(web).filter((file) => file.endsWith('.html'))
if (pages.length > 0) {
  const inBrowsers = {
    absWorkingDir: root,
    outdir: join(dist, 'web'),
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    format: 'esm',
    loader: { '.woff2': 'file', '.svg': 'file' },
    assetNames: '[name]-[hash]',
    logLevel: 'warning',
  }
  const { metafile } = await build({
    ...inBrowsers,
    metafile: true,
    entryNames: '[name]-[hash]',
    entryPoints: [
      { in: 'map-library', out: 'map-library' },
      { in: join(MAPLIBRE, 'source/worker.ts'), out: 'map-worker' },
    ],
    plugins: [mapLibrary(root)],
    // as MapLibre's own build has it
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  })
  const outputOf = (name) =>
    Object.entries(metafile.outputs).find(
      ([path]) => path.startsWith(`dist/web/${name}-`) && path.endsWith('.js'),
    )
  const [[library, { imports }], [worker]] = [outputOf('map-library'), outputOf('map-worker')]
  const fileOf = (path) => `./${path.split('/').at(-1)}`
  mapFiles.library = fileOf(library)
  const parts = [library, worker, ...imports.map(({ path }) => path)].map(fileOf)
  const entries = readdirSync(web).filter((file) => file.endsWith('-page.ts') || file.endsWith('-page.css'))
  // Each page in one piece: over a slow network every further file costs a round trip.
  const outputs = {}
  for (const file of entries) {
    const built = await build({
      ...inBrowsers,
      metafile: true,
      entryPoints: [{ in: join('src/web', file), out: file.replace(/\.\w+$/, '') }],
      plugins: [asLibrary],
      define: { MAP_FILES: JSON.stringify(parts), MAP_WORKER: JSON.stringify(fileOf(worker)) },
    })
    Object.assign(outputs, built.metafile.outputs)
  }
  // What other people's pages load is one file each.
  await build({
    ...inBrowsers,
    splitting: false,
    entryPoints: readdirSync(join(web, 'components')).map((file) => join('src/web/components', file)),
  })
  for (const file of readdirSync(web).filter((name) => name.endsWith('.svg')))
    cpSync(join(web, file), join(dist, 'web', file))
  for (const file of pages)
    writeFileSync(join(dist, 'web', file), withPreloads(readFileSync(join(web, file), 'utf8'), outputs))
  compress(join(dist, 'web'))
}

/** Documents that are served lie in the build under their paths, for a server without the repository. */
const documents = 'src/web/docs'
const keep = (file) => cpSync(join(root, file), join(dist, 'docs', file), { recursive: true })
keep(join(documents, 'contents.json'))
keep(join(documents, 'pictures'))
for (const { file } of JSON.parse(readFileSync(join(root, documents, 'contents.json'), 'utf8'))) keep(file)

/** A page that names what its script imports, so that all of it is asked for at once. */
function withPreloads(html, outputs) {
  return html.replace(
    /<script type="module" src="(\.{1,2}\/assets\/)([\w-]+\.js)"><\/script>/g,
    (script, assets, file) => {
      const chunks = (outputs[`dist/web/${file}`]?.imports ?? []).filter(
        ({ kind, external }) => kind === 'import-statement' && !external,
      )
      const links = chunks.map(
        ({ path }) => `<link rel="modulepreload" href="${assets}${path.split('/').at(-1)}">\n`,
      )
      return links.join('') + script
    },
  )
}

/** Writes each text file of a folder compressed beside it, for @fastify/static to choose from. */
function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  for (const file of readdirSync(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
    const bytes = readFileSync(join(folder, file))
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(bytes, { params }))
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }))
  }
}
