// npm run bench -- NAME: seeded measurements compared with a baseline in the same run, as ratios with median and spread.
import { cpus } from 'node:os'

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  serve: async () => (await import('./bench-serve.ts')).benchServe(),
  import: async () => (await import('./bench-import.ts')).benchImport(),
  start: async () => (await import('./bench-start.ts')).benchStart(),
  search: async () => (await import('./bench-search.ts')).benchSearch(),
  tiles: async () => (await import('./tiles/bench-tiles.ts')).benchTiles(),
  layers: async () => (await import('./tiles/bench-layers.ts')).benchLayers(),
  units: async () => (await import('./bench-units.ts')).benchUnits(),
  batch: async () => (await import('./bench-batch.ts')).benchBatch(),
  'code-lengths': async () => (await import('./tiles/bench-code-lengths.ts')).benchCodeLengths(),
  follow: async () => (await import('./bench-follow.ts')).benchFollow(),
  registry: async () => (await import('./bench-registry.ts')).benchRegistry(),
  jobs: async () => (await import('./bench-jobs.ts')).benchJobs(),
  queue: async () => (await import('./bench-queue.ts')).benchQueue(),
  desk: async () => (await import('./bench-desk.ts')).benchDesk(),
  mixed: async () => (await import('./bench-mixed.ts')).benchMixed(),
  accounts: async () => (await import('./bench-accounts.ts')).benchAccounts(),
  login: async () => (await import('./bench-login.ts')).benchLogin(),
  rights: async () => (await import('./bench-rights.ts')).benchRights(),
  rotation: async () => (await import('./bench-rotation.ts')).benchRotation(),
  osm: async () => (await import('./bench-osm.ts')).benchOsm(),
  pages: async () => (await import('./bench-pages.ts')).benchPages(),
  fuzz: async () => (await import('./bench-fuzz.ts')).benchFuzz(),
}

const bench = BENCHES[process.argv[2] ?? '']
if (bench) {
  const { model } = cpus()[0]!
  process.stdout.write(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${model}, Node ${process.version}\n\n`,
  )
  await bench()
} else {
  process.stderr.write(`npm run bench -- ${Object.keys(BENCHES).join(' | ')}\n`)
  process.exitCode = 1
}
