import { createHash } from 'node:crypto'
import type { RuleFinding } from './finding.ts'
import type { CheckedDraft, Neighbour } from './ports.ts'
import type { RuleName } from './rules.ts'

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

/** An address of two that may be one, as far as they are compared. */
type Compared = Pick<Neighbour, 'uid' | 'house_number' | 'lon' | 'lat'>

/** The key of what is found of two addresses, the same from either side; its subject is the first in the order of ids. */
export function pairKey(rule: RuleName, one: Compared, another: Compared): FindingKey {
  const [first, second] = one.uid < another.uid ? [one, another] : [another, one]
  const values_hash = sha256(
    [first, second].flatMap(({ uid, house_number, lon, lat }) => [uid, house_number, lon, lat]),
  )
  return { key: sha256([rule, first.uid, values_hash]), subject: first.uid, rule, values_hash }
}

/**
 * The findings about an address that nobody has said are right; an error is never settled by saying so. One about several
 * others is settled when it is of each of them.
 */
export function withoutAccepted(
  draft: CheckedDraft & { readonly uid: string },
  findings: readonly RuleFinding[],
  isAccepted: (key: string) => boolean,
): RuleFinding[] {
  const { uid } = draft
  return findings.filter((each) => {
    if (each.severity === 'error') return true
    if (isAccepted(findingKey(uid, each).key)) return false
    const { lon, lat, house_number = null } = draft
    if (each.others === undefined || lon === null || lat === null) return true
    const own = { uid, house_number, lon, lat }
    return !each.others.every((other) => isAccepted(pairKey(each.rule, own, other).key))
  })
}

function sha256(values: readonly (string | number | null | undefined)[]): string {
  // An empty value is the same whether it is absent or null.
  return createHash('sha256')
    .update(JSON.stringify(values.map((value) => value ?? null)))
    .digest('hex')
}
