import type { Text } from '../errors.ts'

/** Why the registry refuses a change; `http/` says which status each has. */
export type RefusalCode =
  | 'unknown-address'
  | 'unknown-event'
  | 'unknown-hamlet'
  | 'unknown-street'
  | 'has-addresses'
  | 'unknown-proposal'
  | 'unknown-batch'
  | 'unknown-person-request'
  | 'unknown-certificate'
  | 'unknown-finding'
  | 'unknown-receipt'
  | 'unknown-report'
  | 'unknown-evidence'
  | 'not-a-photo'
  | 'photo-too-large'
  | 'evidence-there'
  | 'no-more-photos'
  | 'photos-busy'
  | 'wrong-state'
  | 'changed'
  | 'not-your-role'
  | 'outside-area'
  | 'another-person'
  | 'missing-particulars'
  | 'findings'
  | 'key-reused'
  | 'no-proposals'
  | 'not-undoable'
  | 'unknown-webhook'
  | 'too-many-webhooks'
  | 'unknown-key'
  | 'too-many-keys'
  | 'too-many-creations'
  | 'unknown-account'
  | 'unknown-item'
  | 'too-many-batches'
  | 'layer-changed'
  | 'other-office'
  | 'no-mirror'
  | 'not-repairable'
  | 'unknown-office'
  | 'unknown-account'
  | 'unknown-approval'
  | 'unknown-area'
  | 'roles-apart'
  | 'already-member'
  | 'login-taken'
  | 'last-administrator'
  | 'slip-over'
  | 'wrong-word'
  | 'wrong-login'
  | 'wrong-code'
  | 'weak-password'
  | 'account-not-usable'
  | 'factor-needed'
  | 'not-linked'
  | 'linked-already'
  | 'login-busy'
  | 'people-key'
  | 'too-many-requests'

/** What is wrong with a change or a row: `severity` error refuses it, a warning wants a look, info is told. */
export interface Finding {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  /** The field it is about. */
  readonly path: string
  readonly message: Text
  /** Values that mend it by themselves. */
  readonly repair?: Readonly<Record<string, string | number | null>>
}

/** A refused change: nothing of it is kept. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail: Text,
    readonly more: {
      findings?: readonly Finding[]
      versions?: { yours: unknown; theirs: unknown }
      /** Ids of addresses that stay as they are. */
      left?: readonly string[]
      /** Id of the yes that it waits for. */
      approval?: string | undefined
    } = {},
  ) {
    super(detail.en)
  }
}

/** The refusal of what would have to wait where there is no place for it. */
export function noProposals(): Refusal {
  return new Refusal('no-proposals', {
    vi: 'Máy chủ hiện không nhận khai báo và đề nghị mới: thiếu people.db.',
    en: 'The server takes no new declarations and proposals now: people.db is missing.',
  })
}

/** The findings; throws {@link Refusal} `findings` with all of them where there are errors. */
export function mustHaveNoErrors(findings: readonly Finding[]): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return findings
  const sentence = (language: keyof Text) => errors.map(({ message }) => message[language]).join(' ')
  throw new Refusal('findings', { vi: sentence('vi'), en: sentence('en') }, { findings })
}
