/** A unit that is not of the record's province. */
export interface ElsewhereUnit {
  readonly kind: 'province' | 'district' | 'country'
  /** The law's own term: "quận", "tỉnh"; "nước" for a country. */
  readonly type: string
  /** Without its type. */
  readonly name: string
  /** With its type. */
  readonly fullName: string
  /** What it lies in, as it is shown; null for a country. */
  readonly within: string | null
  /** Last day, `YYYY-MM-DD`. */
  readonly until?: string
  readonly aliases: readonly string[]
}

/** Whether a unit lies in another, by what its table says. */
export function liesIn({ within }: ElsewhereUnit, above: ElsewhereUnit): boolean {
  return (
    within === above.fullName ||
    within?.endsWith(`, ${above.name}`) === true ||
    within === above.name ||
    within?.startsWith(`${above.fullName}, `) === true
  )
}
