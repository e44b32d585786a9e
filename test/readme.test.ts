import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot, readConfig } from '../src/config.ts'
import { servedApp } from './support/served-app.ts'

const root = packageRoot()
const readme = readFileSync(join(root, 'README.md'), 'utf8')

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
    const { host, port, logLevel, demo, tileCacheBytes, maxBodyBytes, maxTableBytes, rateLimit, trustProxy } =
      readConfig({})
    const defaults: Record<string, unknown> = {
      HOST: host,
      PORT: port,
      LOG_LEVEL: logLevel,
      DEMO: Number(demo),
      TRUST_PROXY: Number(trustProxy),
      RATE_LIMIT: rateLimit,
      TILE_CACHE_MB: tileCacheBytes / 1_048_576,
      MAX_BODY_MB: maxBodyBytes / 1_048_576,
      MAX_TABLE_MB: maxTableBytes / 1_048_576,
    }
    for (const [name, shown] of rows) if (name in defaults) t.equal(shown, `\`${defaults[name]}\``, name)
  })

  t.test('the files it points to are there', async (t) => {
    for (const [, file] of readme.matchAll(/\]\(([^)#:]+)\)/g)) t.ok(existsSync(join(root, file!)), file!)
  })

  t.test('the commands are scripts of package.json', async (t) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    for (const [, name] of readme.matchAll(
      /npm (?:run )?(start|test|import|export|build|convert|geocode|bench)\b/g,
    ))
      t.ok(scripts[name!], `npm run ${name}`)
  })
})
