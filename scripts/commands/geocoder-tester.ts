// Writes the hand-written search cases for geocoder-tester: node --import tsx scripts/commands/geocoder-tester.ts > test_long_an.csv

import { csvLine } from '../../src/tables/csv-writer.ts'
import { TESTER_COLUMNS, testerRows } from '../../test/support/geocoder-tester.ts'
import { searchRecord } from '../../test/support/search-record.ts'

const { register, close } = await searchRecord()
try {
  process.stdout.write(csvLine(TESTER_COLUMNS, ','))
  const rows = testerRows((code) => register.get(code, register.today, 'commune')!.fullName)
  for (const row of rows)
    process.stdout.write(
      csvLine(
        TESTER_COLUMNS.map((column) => row[column]),
        ',',
      ),
    )
} finally {
  close()
}
