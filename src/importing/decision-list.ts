import { createReadStream } from 'node:fs'
import { dirname } from 'node:path'
import { type AddressStatus, isCertified } from '../store/layout/address-status.ts'
import type { AddressTable } from '../store/record/addresses.ts'
import type { Decision } from '../store/record/events.ts'
import type { AddressRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'
import { openCsvTable } from '../tables/csv-table.ts'
import type { Table } from '../tables/table.ts'
import { recogniserOf } from './reading/columns.ts'
import { ImportError, type ImportProblem, problem } from './reading/problem.ts'
import { RowList } from './writing/row-list.ts'

/** What became of a list of addresses that a decision stands behind. */
export interface DecisionReport {
  read: number
  /** Official now. */
  made: number
  /** They were official by this decision before, or came twice. */
  known: number
  refused: number
  /** Where the refused rows are listed. */
  rejects: string | undefined
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const CODE = /^(?:L\d{10}|\d{10})$/
/** The columns in which an address may be named, the surest first. */
const KEYS = [
  { name: 'id', aliases: ['uid', 'uuid'] },
  { name: 'code', aliases: ['madiachi', 'localcode'] },
  { name: 'ndas', aliases: ['madiachiso', 'nationalcode'] },
]

/**
 * Makes the addresses of a list official by a decision, in one transaction, each with an event. The list has an id or a code
 * in each line, or is a table with a column of them. Throws {@link ImportError} or TableError when it cannot be read at all.
 */
export async function applyDecision(
  record: RecordStore,
  { file, decision, actor }: { file: string; decision: Decision; actor: string },
): Promise<DecisionReport> {
  const origin = { action: 'made-official', office: 'server', details: { decision } }
  const load = record.bulkLoad(['address'], origin)
  const rejects = new RowList(file, dirname(record.file), 'rejects')
  try {
    const report = { read: 0, made: 0, known: 0 }
    const found: Pick<AddressRow, 'fid' | 'uid' | 'status'>[] = []
    const decided = record.events.decidedBy(decision)
    for await (const { line, value } of namedAddresses(file)) {
      report.read++
      const row = addressOf(record.storedAddresses, value)
      const refusal = notCertified(value, row?.status)
      if (refusal) rejects.add(line, [refusal])
      else if (decided.has(row!.uid)) report.known++
      else {
        const { fid, uid, status } = row!
        found.push({ fid, uid, status })
        decided.add(uid)
      }
    }
    // In the order of the file on disk: a list has it by codes, which lie anywhere.
    for (const { fid, uid, status } of found.sort((a, b) => a.fid - b.fid)) {
      if (status !== 'official') record.storedAddresses.setStatus(fid, 'official')
      record.events.decide(uid, 'official', decision, actor)
      report.made++
    }
    if (report.made > 0) load.commit()
    else load.rollback()
    return { ...report, refused: rejects.count, rejects: rejects.path }
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

/**
 * What a list names, line by line: ids in small letters, codes without the blanks and dots between their groups. Throws
 * {@link ImportError} or TableError when it cannot be read at all.
 */
export async function* namedAddresses(file: string): AsyncGenerator<{ line: number; value: string }> {
  for await (const { line, value } of named(await openCsvTable(createReadStream(file))))
    yield { line, value: UUID.test(value) ? value.toLowerCase() : isName(value) ? written(value) : value }
}

/** Cell by cell; the first line is one too where it names no column. */
async function* named({ header, rows }: Table): AsyncGenerator<{ line: number; value: string }> {
  const recognise = recogniserOf(KEYS)
  const known = header.map((column) => recognise(column))
  const columns = KEYS.map(({ name }) => known.indexOf(name)).filter((at) => at >= 0)
  if (columns.length === 0) {
    if (header.length !== 1 || !isName(header[0]!))
      throw new ImportError(problem('missing-column', 'id', '', 'id, code'))
    columns.push(0)
    yield { line: 1, value: header[0]! }
  }
  for await (const some of rows)
    for (const { line, cells } of some) {
      const value = columns.map((at) => (cells[at] ?? '').trim()).find((cell) => cell !== '')
      if (value !== undefined) yield { line, value }
    }
}

function isName(value: string): boolean {
  return UUID.test(value) || CODE.test(written(value))
}

function addressOf(addresses: AddressTable, value: string): AddressRow | undefined {
  return addresses.byUid(value) ?? addresses.byCode(value) ?? addresses.byNdas(value)
}

/** A code without the blanks and dots between its groups. */
function written(code: string): string {
  return code.replace(/[\s.-]/g, '').toUpperCase()
}

/** A decision makes official what is created or verified; it brings nothing back. */
export function notCertified(value: string, status: AddressStatus | undefined): ImportProblem | undefined {
  if (status === undefined) return problem('unknown-address', 'id', value, 'id, code')
  if (status === 'created' || isCertified({ status })) return undefined
  return problem('not-certifiable', 'status', value, status)
}
