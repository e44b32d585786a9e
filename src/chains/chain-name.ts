/**
 * Put before the names of chains whose rows go without a trace, all rows of their source at once, as those of the
 * demonstration do: their chains go with them.
 */
export function chainPrefix(source: string): string {
  return `${source}:`
}

/** Whether a chain stays: those with a {@link chainPrefix} go with their rows. */
export function isLasting(chain: string): boolean {
  return !chain.includes(':')
}

/**
 * The name of a commune's chain, `27694@2025-07-01`; without a day for a code that no commune in force has: nothing of the
 * record is without a chain.
 */
export function chainName(prefix: string, code: string, firstDay: string | undefined): string {
  return `${prefix}${code}@${firstDay ?? '-'}`
}
