// npm run torture [-- [registry|postgres] [ROUNDS [SEED]]]: kills programs at work, and looks whether anything was lost.
import { tortureRegistry } from './registry/torture-registry.ts'
import { tortureRecord } from './torture-record.ts'

const USAGE = `Cách dùng: npm run torture [-- [SỐ_VÒNG [HẠT_GIỐNG]]]
           npm run torture -- registry|postgres [SỐ_VÒNG [HẠT_GIỐNG]]
Usage:     npm run torture [-- [ROUNDS [SEED]]]
           npm run torture -- registry|postgres [ROUNDS [SEED]]

Giết các chương trình đang làm việc trên registry.gpkg; với registry, postgres: các thay đổi của sổ địa chỉ trên SQLite, PostgreSQL.
Kills programs that work on registry.gpkg; with registry and postgres: changes of the registry on SQLite and PostgreSQL.
`

const words = process.argv.slice(2)
const engine = words[0] === 'registry' || words[0] === 'postgres' ? words.shift() : undefined
const [rounds, seed, ...more] = words.map(Number)
if (more.length > 0 || [rounds, seed].some((n) => n !== undefined && !(Number.isInteger(n) && n > 0))) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else if (engine === undefined) process.exitCode = await tortureRecord(rounds, seed)
else process.exitCode = await tortureRegistry(engine === 'postgres' ? 'postgres' : 'sqlite', rounds, seed)
