import type { Kysely } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** 16 → 17: papers that offices have issued about addresses. */
export async function addCertificates(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('certificate')
    .addColumn('serial', 'text', (column) => column.primaryKey())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('heading', 'text', (column) => column.notNull())
    .addColumn('office_name', 'text', (column) => column.notNull())
    .addColumn('demo', 'integer', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('issued_at', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('revoked_account', 'text')
    .addColumn('revoked_office', 'text')
    .addColumn('reason', 'text')
    .execute()
  for (const [name, columns] of [
    ['certificate_commune', ['commune_code', 'issued_at', 'serial']],
    ['certificate_address', ['address', 'issued_at', 'serial']],
    ['certificate_account', ['account', 'day']],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('certificate')
      .columns([...columns])
      .execute()
}
