import { Problem } from '../../errors.ts'
import { StoreError } from '../../store/errors.ts'

/** What the client is told of an error about sealed values: which key is needed is for the log; undefined for any other error. */
export function peopleProblem(error: unknown): Problem | undefined {
  return error instanceof StoreError && error.reason === 'sealed' ? new Problem('people-key') : undefined
}
