import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Networks of IPv4 that no public service has (RFC 6890, the IANA registry of special-purpose addresses). */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Of IPv6 only this one is public at all, without what lies in it for protocols, documents and ways to IPv4. */
const PUBLIC_6 = '2000::/3'
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** Resolves a name to all of its addresses, as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** A host that no address leads to that may be sent to. */
export class RefusedDestination extends Error {
  constructor(host: string, addresses: readonly string[]) {
    super(`${host} is at ${addresses.join(', ')}: no public address, nor one of WEBHOOK_ALLOW`)
  }
}

/** Where webhooks may go: public addresses, and the networks within that the operator names. */
export class Destinations {
  readonly #allowed: BlockList
  readonly #resolve: Resolve

  /** @param within networks as `10.20.0.0/16` or single addresses */
  constructor(within: readonly string[], resolve: Resolve = lookup) {
    this.#allowed = listOf(within)
    this.#resolve = resolve
  }

  /** Whether an IP address may be sent to. */
  allows(address: string): boolean {
    const family = isIP(address)
    // An address with a zone is one of this machine's links.
    if (family === 0 || address.includes('%')) return false
    const version = family === 4 ? 'ipv4' : 'ipv6'
    if (this.#allowed.check(address, version)) return true
    if (family === 4) return !NOT_PUBLIC.check(address, version)
    return PUBLIC.check(address, version) && !NOT_PUBLIC.check(address, version)
  }

  /** Throws {@link RefusedDestination} for a host that is an address to which nothing may be sent. */
  check(hostname: string): void {
    const address = hostname.replace(/^\[|\]$/g, '')
    if (isIP(address) !== 0 && !this.allows(address)) throw new RefusedDestination(hostname, [address])
  }

  /**
   * Resolves a name for a connection: it goes to an address that was checked, whatever the name leads to a moment later. Fails
   * with {@link RefusedDestination}.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const allowed = addresses.filter(({ address }) => this.allows(address))
      const [first] = allowed
      if (first === undefined) {
        const refused = addresses.map(({ address }) => address)
        return callback(new RefusedDestination(hostname, refused), [])
      }
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

const NOT_PUBLIC = listOf([...NOT_PUBLIC_4, ...NOT_PUBLIC_6])
const PUBLIC = listOf([PUBLIC_6])

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const four = isIP(address) === 4
    list.addSubnet(address, prefix === undefined ? (four ? 32 : 128) : Number(prefix), four ? 'ipv4' : 'ipv6')
  }
  return list
}
