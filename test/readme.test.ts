import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { packageRoot, readConfig } from '../src/config.ts'
import { servedApp } from './support/served-app.ts'

const root = packageRoot()
const readme = readFileSync(join(root, 'README.md'), 'utf8')
/** Every document of the project, by its path. */
const documents = new Map(
  ['.', '.github', 'src', 'scripts', 'data']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
)

t.test('What the README says is so', async (t) => {
  t.test('the first requests answer', async (t) => {
    const { app, close } = await servedApp()
    t.teardown(close)
    const urls = [...readme.matchAll(/^curl 'http:\/\/127\.0\.0\.1:3000([^']+)'/gm)].map((found) => found[1]!)
    t.ok(urls.length >= 5)
    for (const url of urls) {
      const reply = await app.inject(url)
      t.equal(reply.statusCode, 200, url)
      const body = reply.json()
      if (Array.isArray(body.features)) t.ok(body.features.length > 0, `${url} finds something`)
    }
  })

  t.test('the settings are those that config.ts reads, with their defaults', async (t) => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.+?) \|/gm)].map(
      (found) => [found[1]!, found[2]!] as const,
    )
    const read = [
      ...new Set(
        [...readFileSync(join(root, 'src/config.ts'), 'utf8').matchAll(/(?:env\.|env, ')([A-Z_]+)/g)].map(
          (found) => found[1]!,
        ),
      ),
    ]
    t.same(rows.map(([name]) => name).sort(), read.sort())
    const {
      host,
      port,
      logLevel,
      demo,
      tileCacheBytes,
      answerCacheBytes,
      maxBodyBytes,
      maxTableBytes,
      rateLimit,
      trustProxy,
    } = readConfig({})
    const defaults: Record<string, unknown> = {
      HOST: host,
      PORT: port,
      LOG_LEVEL: logLevel,
      DEMO: Number(demo),
      TRUST_PROXY: Number(trustProxy),
      RATE_LIMIT: rateLimit,
      TILE_CACHE_MB: tileCacheBytes / 1_048_576,
      ANSWER_CACHE_MB: answerCacheBytes / 1_048_576,
      MAX_BODY_MB: maxBodyBytes / 1_048_576,
      MAX_TABLE_MB: maxTableBytes / 1_048_576,
    }
    for (const [name, shown] of rows) if (name in defaults) t.equal(shown, `\`${defaults[name]}\``, name)
  })

  t.test('it is short', async (t) => {
    t.ok(readme.split(/\s+/).length <= 900, `${readme.split(/\s+/).length} words`)
  })

  t.test('the files that documents point to are there', async (t) => {
    t.ok(documents.size >= 8)
    for (const [path, text] of documents)
      for (const [, file] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
        t.ok(existsSync(join(root, dirname(path), file!)), `${path}: ${file}`)
  })

  t.test('the files that documents name are there', async (t) => {
    for (const [path, text] of documents)
      for (const [, file] of text.matchAll(
        /`((?:src|scripts|test|data|styles)\/[\w./-]+\.(?:ts|mjs|csv|json|md))`/g,
      ))
        t.ok(existsSync(join(root, file!)), `${path}: ${file}`)
  })

  t.test('the lists of files for usual additions name what is there', async (t) => {
    const [, list = ''] = documents.get('src/README.md')!.split('### Exact files for four usual additions')
    const lists = list.split(/\n\*\*/).slice(1)
    t.same(
      lists.map((one) => [one.split('**')[0], one.match(/^\d\. /gm)!.length]),
      [
        ['An attribute in address tiles', 5],
        ['An import format', 2],
        ['A resource with its table', 8],
        ['A language of messages', 4],
      ],
    )
    const named = [...list.matchAll(/^\d\. `([^`]+)`.*$/gm)]
    t.equal(named.length, 16)
    for (const [step, file] of named) {
      t.ok(existsSync(join(root, file!)), file!)
      for (const [, name] of step.matchAll(/`([A-Z_]{4,}|followersOf)`/g))
        t.ok(readFileSync(join(root, file!), 'utf8').includes(name!), `${name} in ${file}`)
    }
  })

  t.test('the commands that documents name are scripts of package.json', async (t) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    for (const [path, text] of documents)
      for (const [, name] of text.matchAll(/npm (?:run (?:--silent )?([a-z-]+)|(start|test))\b/g)) {
        const command = name ?? 'start'
        t.ok(path === 'CHANGELOG.md' || scripts[command], `${path}: npm run ${command}`)
      }
  })
})
