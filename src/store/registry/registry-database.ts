import type { Compilable, Kysely, RawBuilder, Transaction } from 'kysely'
import type { RegistryTables } from './registry-tables.ts'

/** What differs between the engines that hold a record for writing; all else is Kysely's. */
export interface RegistryEngine {
  readonly name: 'sqlite' | 'postgres'
  readonly db: Kysely<RegistryTables>
  /** The same database for walks through long tables, whose rows are streamed. */
  readonly walks: Kysely<RegistryTables>
  /** A position in degrees, as the engine stores it. */
  point(lon: number, lat: number): RawBuilder<unknown>
  /** Longitude and latitude of a stored position, as columns `lon` and `lat`; null where it cannot be read. */
  position(column: 'address.geom' | 'address_history.point' | 'hamlet.geom'): {
    lon: RawBuilder<number | null>
    lat: RawBuilder<number | null>
  }
  /** A stored geometry as bytes that are the same while it is. */
  bytes(column: 'street.geom'): RawBuilder<Buffer | null>
  /** Holds what is read here until the end of the transaction, so that of two who read it one waits. */
  readonly locksRows: boolean
  /**
   * Runs a statement whose answer nobody needs: it is done before whatever comes after it in the transaction. Where it fails,
   * the transaction ends with its error, at the latest at its commit.
   */
  send(tx: Transaction<RegistryTables>, statement: Compilable): Promise<void>
  /** The row number of an event that is written next in this transaction. */
  readonly newEventRow: RawBuilder<number>
  /** The key of the codes, and the next number of their counter: never given twice, whatever becomes of the transaction. */
  nextCodeNumber(tx: Transaction<RegistryTables>): Promise<{ key: string | null; number: number }>
  /** The number that the codes' counter gives next. */
  codeNumber(tx: Transaction<RegistryTables>): Promise<number>
  /** Makes the counter give this number next, unless it is past it. */
  raiseCodeNumber(tx: Transaction<RegistryTables>, number: number): Promise<void>
  /** Column of a unique index that a statement has violated. */
  duplicateColumn(error: unknown): string | undefined
  /** Whether another writer was in the way and the whole transaction may be tried again. */
  isConflict(error: unknown): boolean
  /** Copies the journal into the file and empties it; false while somebody still reads from it. */
  emptyJournal(): Promise<boolean>
  close(): Promise<void>
}
