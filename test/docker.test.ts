import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
  engines: { node: string }
  dependencies: Record<string, string>
}

t.test('The Dockerfile agrees with package.json', async (t) => {
  const major = Number(/FROM node:(\d+)/.exec(dockerfile)?.[1])
  const least = Number(/(\d+)/.exec(manifest.engines.node)?.[1])
  t.ok(
    major >= least && major % 2 === 0,
    `Node ${major} is a long-term release that engines.node ${manifest.engines.node} allows`,
  )
  t.equal(
    new Set([...dockerfile.matchAll(/FROM (\S+)/g)].map((found) => found[1])).size,
    1,
    'both stages share one base image',
  )
  t.match(dockerfile, /^USER node$/m, 'it does not run as root')
  t.match(dockerfile, /^HEALTHCHECK /m, 'it has a health check')
  for (const script of [...dockerfile.matchAll(/npm run (\w+)/g)].map((found) => found[1]!))
    t.ok(manifest.scripts[script], `npm run ${script} is a script`)
  const command = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
  const [, script, argument] = manifest.scripts.start!.split(' ')
  const started = new RegExp(`'${argument}'\\) await import\\('\\.\\./(.+)'\\)`).exec(
    readFileSync(join(root, script!), 'utf8'),
  )
  t.equal(command.join(' '), `node ${started?.[1]}`, 'it runs what npm start becomes once all is built')
  for (const source of [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((found) =>
    found[1]!.split(' '),
  ))
    t.ok(existsSync(join(root, source)), `${source}, which it copies, is there`)
  for (const source of [...dockerfile.matchAll(/--from=build \/app\/(\S+)/g)].map((found) => found[1]!))
    t.ok(
      ['node_modules', 'dist'].includes(source) || existsSync(join(root, source)),
      `${source} is there or made`,
    )
})
