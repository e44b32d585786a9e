import { basename, join } from 'node:path'
import { openCheckedRecord } from '../../src/assembly/checking/open-checked-record.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { dayOf } from '../../src/chains/day-of.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import { readExpected } from '../../src/importing/counts/expected-table.ts'
import { problem } from '../../src/importing/reading/problem.ts'
import { RowList } from '../../src/importing/writing/row-list.ts'
import { SERVER } from '../../src/registry/actor.ts'
import { type ListedExpected, type PutExpected, putExpected } from '../../src/registry/lists/put-expected.ts'
import { TableError } from '../../src/tables/table.ts'

/** Rows of one table: so many are held in memory while they are written. */
const MOST = 100_000

const OF_TODAY = { vi: 'cần mã xã, phường hiện nay', en: 'needed is a commune of today' }

/** Thrown to write nothing, when all that was to be known is known. */
class DryRun extends Error {
  constructor(readonly outcome: PutExpected) {
    super('dry run')
  }
}

/**
 * Reads a table of expected counts into the record, in the file of DATA_DIR or in PostgreSQL: all that can be read of it, in one
 * transaction. Returns how many rows were refused.
 */
export async function importExpected(
  file: string,
  {
    source = basename(file),
    date = dayOf(new Date()),
    dryRun,
  }: { source?: string; date?: string; dryRun: boolean },
): Promise<number> {
  const { dataDir, recordUrl } = readConfig()
  const rejects = new RowList(file, dataDir, 'rejects')
  const list: ListedExpected[] = []
  let read = 0
  for await (const row of readExpected(file, { source, date })) {
    if (++read > MOST) throw new TableError(`${file}: quá ${MOST} dòng · more than ${MOST} rows`)
    if ('problem' in row) rejects.add(row.line, [row.problem])
    else list.push(row)
  }
  if (recordUrl === undefined)
    prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false }).close()
  const { store, close } = await openCheckedRecord(recordUrl === undefined ? { dataDir } : { recordUrl })
  try {
    const { added, changed, unchanged, unknown, twice } = await store
      .write(async (tx) => {
        const outcome = await putExpected(tx, SERVER, list, new Date())
        if (dryRun) throw new DryRun(outcome)
        return outcome
      })
      .catch((error) => {
        if (error instanceof DryRun) return error.outcome
        throw error
      })
    for (const { line, commune_code } of unknown)
      rejects.add(line, [problem('unknown-unit', 'commune_code', commune_code, OF_TODAY)])
    for (const { line, commune_code, hamlet, class: objectClass } of twice)
      rejects.add(line, [
        problem(
          'duplicate',
          'commune_code',
          [commune_code, hamlet, objectClass].filter((part) => part !== null).join(' '),
        ),
      ])
    process.stderr.write(
      `đọc · read ${read}, thêm · added ${added}, đổi · changed ${changed}, giữ nguyên · unchanged ${unchanged}, từ chối · refused ${rejects.count}\n`,
    )
    return rejects.count
  } finally {
    rejects.close()
    if (rejects.path) process.stderr.write(`các dòng bị từ chối · refused rows: ${rejects.path}\n`)
    await close()
  }
}
