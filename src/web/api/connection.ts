/** What browsers tell of the network (https://wicg.github.io/netinfo/); Safari and Firefox tell nothing. */
interface Connection {
  readonly effectiveType?: string
  readonly saveData?: boolean
}

/** Whether a visitor saves data or is behind a network as slow as 3G; false where the browser does not tell. */
export function isSlowConnection(): boolean {
  const { connection } = navigator as Navigator & { connection?: Connection }
  return connection?.saveData === true || /^(?:slow-2g|2g|3g)$/.test(connection?.effectiveType ?? '')
}
