import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { placeFinders } from '../../src/assembly/places/place-finders.ts'
import { type ImportReport, importFile } from '../../src/importing/import-file.ts'
import type { Kind } from '../../src/importing/kinds/kinds.ts'
import type { PlaceFinders } from '../../src/importing/reading/place-finders.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { vietnamToday } from '../../src/units/calendar.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'

/** A folder for a test's files, removed by `close`. */
export function workFolder(): {
  path: (name: string) => string
  write: (name: string, content: string | Buffer) => string
  close: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-files-'))
  const path = (name: string) => join(folder, name)
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content)
      return path(name)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function findersOf(record: RecordStore, namedIn: PlaceFinders['namedIn'] = () => []): PlaceFinders {
  return placeFinders(UnitRegister.of(record.units, vietnamToday), namedIn)
}

/** Imports with the finders of the record as it stands. */
export function load(
  record: RecordStore,
  kind: Kind,
  file: string,
  namedIn?: PlaceFinders['namedIn'],
): Promise<ImportReport> {
  return importFile(record, { kind, file, finders: findersOf(record, namedIn) })
}

/** What of a report a test compares. */
export function counts({ read, added, changed, unchanged, refused }: ImportReport) {
  return { read, added, changed, unchanged, refused }
}

/** The refused rows of a report as `[line, code, field]`. */
export function rejectsOf({ rejects }: ImportReport): [line: string, code: string, field: string][] {
  if (rejects === undefined) return []
  const rows: Record<string, string>[] = parse(readFileSync(rejects), { columns: true, bom: true })
  return rows.map((row) => [row.line as string, row.code as string, row.field as string])
}
