import { namedAddresses, notCertified } from '../../src/importing/decision-list.ts'
import { RowList } from '../../src/importing/writing/row-list.ts'
import { type MadeOfficial, makeOfficial, type Named } from '../../src/registry/lists/make-official.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import type { Decision } from '../../src/store/record/events.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../src/store/registry/engines/postgres-layout.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'

/** Addresses of one list: so many are held in memory while they are written. */
const MOST = 50_000

/** Makes the addresses of a list official by a decision in PostgreSQL, all in one transaction. Returns the exit code. */
export async function officialInDatabase(
  { recordUrl, dataDir }: { recordUrl: string; dataDir: string },
  file: string,
  decision: Decision,
): Promise<number> {
  const list: Named[] = []
  for await (const named of namedAddresses(file)) {
    if (list.length === MOST) {
      process.stderr.write(
        `${file}: quá ${MOST} dòng, hãy chia ra · more than ${MOST} rows, divide the list\n`,
      )
      return 1
    }
    list.push(named)
  }
  // A connection that is lost fails what is asked through it.
  const engine = openPostgresEngine(recordUrl, () => {})
  try {
    await checkPostgresLayout(engine.db, databaseName(recordUrl))
    const store = new RegistryStore(engine)
    const report = await store.write((tx) => makeOfficial(tx, list, decision, new Date()))
    process.stderr.write(summary(list.length, report, refusedList(file, dataDir, report)))
    return 0
  } finally {
    await engine.close()
  }
}

/** Lists the refused rows; where, undefined without any. */
function refusedList(file: string, dataDir: string, { refused }: MadeOfficial): string | undefined {
  const rejects = new RowList(file, dataDir, 'rejects')
  for (const { line, value, status } of refused) {
    const problem = notCertified(value, status)
    if (problem) rejects.add(line, [problem])
  }
  rejects.close()
  return rejects.path
}

function summary(read: number, { made, known, refused }: MadeOfficial, rejects: string | undefined): string {
  const counts = `đọc · read ${read}, chính thức · made official ${made}, đã có · known ${known}, từ chối · refused ${refused.length}\n`
  return rejects ? `${counts}các dòng bị từ chối · refused rows: ${rejects}\n` : counts
}
