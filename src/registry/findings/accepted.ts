import { createHash } from 'node:crypto'
import type { RuleFinding } from './finding.ts'

/** What a finding is known by while nothing changes that it was found from. */
export interface FindingKey {
  readonly key: string
  /** The address's uid. */
  readonly subject: string
  readonly rule: string
  readonly values_hash: string
}

/** The key of a finding about an address. */
export function findingKey(subject: string, { rule, path, values }: RuleFinding): FindingKey {
  const values_hash = sha256([path, ...values])
  return { key: sha256([rule, subject, values_hash]), subject, rule, values_hash }
}

/** The findings about an address that nobody has said are right; an error is never settled by saying so. */
export function withoutAccepted(
  subject: string,
  findings: readonly RuleFinding[],
  isAccepted: (key: string) => boolean,
): RuleFinding[] {
  return findings.filter((each) => each.severity === 'error' || !isAccepted(findingKey(subject, each).key))
}

function sha256(values: readonly (string | number | null | undefined)[]): string {
  // An empty value is the same whether it is absent or null.
  return createHash('sha256')
    .update(JSON.stringify(values.map((value) => value ?? null)))
    .digest('hex')
}
