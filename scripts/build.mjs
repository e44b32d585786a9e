// Bundles the server, the command-line programs and the browser's side into dist/ with esbuild.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

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

const web = join(root, 'src/web')
const pages = readdirSync(web).filter((file) => file.endsWith('.html'))
if (pages.length > 0) {
  await build({
    absWorkingDir: root,
    entryPoints: [
      ...readdirSync(web)
        .filter((file) => file.endsWith('-page.ts') || file.endsWith('-page.css'))
        .map((file) => ({ in: join('src/web', file), out: file.replace(/\.\w+$/, '') })),
      { in: 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs', out: 'map-worker' },
    ],
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
  })
  const copied = readdirSync(web).filter((file) => file.endsWith('.html') || file.endsWith('.svg'))
  for (const file of copied) cpSync(join(web, file), join(dist, 'web', file))
  compress(join(dist, 'web'))
}

/** Writes each text file of a folder compressed beside it, for @fastify/static to choose from. */
function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
  for (const file of readdirSync(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
    const bytes = readFileSync(join(folder, file))
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(bytes, { params }))
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }))
  }
}
