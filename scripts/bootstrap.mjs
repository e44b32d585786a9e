// Before start, test and the others: installs what the lock file says and builds, each only when something changed; after
// `start` it becomes the server itself, which saves a process. Node built-ins only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamps = join(root, 'node_modules', '.diachiso')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Cần Node.js 20.19 trở lên, đang chạy ${process.versions.node}. · Node.js 20.19 or newer is needed.`)
}

if (!upToDate('install', installHash())) {
  say('Cài đặt các gói (lần đầu mất vài phút)… · Installing packages (a few minutes the first time)…')
  run(['ci', '--include=dev', '--no-audit', '--no-fund'])
  stamp('install', installHash())
}
if (!existsSync(join(root, 'dist', 'main.js')) || !upToDate('build', sourceHash())) {
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: 'inherit',
  })
  if (built.status !== 0) fail('Không biên dịch được. · The build failed.')
  stamp('build', sourceHash())
}

if (process.argv[2] === 'start') await import('../dist/main.js')

function installHash() {
  return hash([
    readFileSync(join(root, 'package-lock.json')),
    process.versions.modules,
    process.platform,
    process.arch,
  ])
}

/** Names, sizes and times of everything the build reads: enough to notice an edit, fast enough for every start. */
function sourceHash() {
  const parts = ['build.mjs', installHash()]
  for (const folder of ['src', 'scripts']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const { mtimeMs, size } = statSync(join(root, folder, file))
      parts.push(`${folder}/${file} ${mtimeMs} ${size}`)
    }
  }
  return hash(parts)
}

function hash(parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\n')
  return sum.digest('hex')
}

function upToDate(name, value) {
  const file = join(stamps, name)
  return existsSync(file) && readFileSync(file, 'utf8') === value
}

function stamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

/** Runs npm as a fresh process: what the calling npm set for itself must not reach it. */
function run(args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(?!config_(cafile|registry|proxy|https_proxy|noproxy|cache)$)/i.test(key),
    ),
  )
  const npm = process.env.npm_execpath
  const command = npm ? [process.execPath, npm] : ['npm']
  const done = spawnSync(command[0], [...command.slice(1), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, NODE_ENV: 'development', npm_config_loglevel: 'error' },
    shell: !npm && process.platform === 'win32',
  })
  if (done.status !== 0) {
    fail(
      'npm ci không thành công: cần mạng, python3 và trình biên dịch C++. · npm ci failed: it needs a network, python3 and a C++ compiler.',
    )
  }
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
