import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'

const root = packageRoot()
const readme = readFileSync(join(root, 'src/tiles/README.md'), 'utf8')

t.test(
  'The files of a new attribute of address tiles are there, with what must change in them',
  async (t) => {
    const steps = [...readme.matchAll(/^\d\. `([\w/.-]+\.ts)`: .*$/gm)]
    t.equal(steps.length, 5)
    for (const [step, path] of steps) {
      const file = ['src/tiles', 'src', '.'].map((folder) => join(root, folder, path!)).find(existsSync)
      t.ok(file, path!)
      const code = file ? readFileSync(file, 'utf8') : ''
      for (const [, name] of step.matchAll(/`([A-Z_]{2,})`/g))
        t.ok(code.includes(`const ${name}`), `${name} in ${path}`)
    }
  },
)

t.test('Every room is in its table', async (t) => {
  const rooms = [...readme.matchAll(/^\| `([\w/.-]+)` \|/gm)].map(([, room]) =>
    join(root, 'src/tiles', room!),
  )
  t.equal(rooms.length, 7)
  t.same(
    rooms.filter((room) => !existsSync(room)),
    [],
  )
})
