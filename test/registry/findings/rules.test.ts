import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { RULES } from '../../../src/registry/findings/rules.ts'

t.test('The table of the README is the table of the code', async (t) => {
  const text = readFileSync(join(packageRoot(), 'src', 'registry', 'README.md'), 'utf8')
  const written = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+?) \| .*\|$/gm)]
  t.same(
    written.map(([, rule, severity]) => [rule, severity]),
    Object.entries(RULES),
  )
})
