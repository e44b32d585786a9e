import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { BATCH_RULES } from '../../../src/registry/batches/batch-findings.ts'
import { RULES } from '../../../src/registry/findings/rules.ts'

t.test('The table of the README is the table of the code', async (t) => {
  const text = readFileSync(join(packageRoot(), 'src', 'registry', 'README.md'), 'utf8')
  const written = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+?) \| .*\|$/gm)]
  t.same(
    written.map(([, rule, severity]) => [rule, severity]),
    Object.entries(RULES),
  )
  const ofBatches = [...text.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \| (\w+) \| [^|]+ \|$/gm)]
  t.same(
    ofBatches.flatMap(([, rules = '', severity]) =>
      [...rules.matchAll(/`([a-z-]+)`/g)].map(([, rule]) => [rule, severity]),
    ),
    Object.entries(BATCH_RULES),
  )
})
