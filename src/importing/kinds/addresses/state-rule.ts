import { CERTIFIED_STATUSES, DEFAULT_STATUS, isCertified } from '../../../store/layout/address-status.ts'
import type { Decision } from '../../../store/record/events.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import { type ImportProblem, problem } from '../../reading/problem.ts'
import { differingColumns } from '../../writing/row-writer.ts'
import { fileColumn } from './address-reader.ts'

/** The highest of the certified states: nothing is raised from it. */
const HIGHEST = CERTIFIED_STATUSES.at(-1)

/** Which states a file may give an address: verified and official only with a decision, and these are changed by no file. */
export class StateRule {
  /** What the last row was taken without. */
  note: ImportProblem | null = null
  readonly #decision: Decision | undefined

  constructor(decision: Decision | undefined) {
    this.#decision = decision
  }

  /** The state of an address that the record does not have yet. */
  ofNew(status: AddressRow['status']): AddressRow['status'] {
    this.note = null
    return this.#mayBe(status) ? status : this.#lowered(status, DEFAULT_STATUS)
  }

  /**
   * What a file changes of an address of the record, or why it may not. A certified one is raised by a decision and
   * otherwise stays as it is.
   */
  ofKnown(existing: AddressRow, stated: Partial<AddressRow>): Partial<AddressRow> | ImportProblem {
    this.note = null
    const { status } = stated
    const certified = isCertified(existing)
    const lowers =
      status !== undefined &&
      status !== existing.status &&
      existing.status !== HIGHEST &&
      !this.#mayBe(status)
    const change = lowers
      ? { ...stated, status: this.#lowered(status, certified ? existing.status : DEFAULT_STATUS) }
      : stated
    if (!certified) return change
    const raised = this.#decision !== undefined && change.status === HIGHEST
    const changed = differingColumns(existing, change).filter((column) => column !== 'status' || !raised)
    if (changed.length === 0) return change
    const [first = ''] = changed
    const value = first === 'geom' ? '' : change[first as keyof AddressRow]
    return problem(
      'certified',
      fileColumn(first),
      value ?? '',
      `${existing.status}: ${changed.map(fileColumn).join(', ')}`,
    )
  }

  #mayBe(status: AddressRow['status']): boolean {
    return this.#decision !== undefined || !isCertified({ status })
  }

  #lowered(status: string, to: AddressRow['status']): AddressRow['status'] {
    this.note = problem('not-decided', 'status', status, to)
    return to
  }
}
