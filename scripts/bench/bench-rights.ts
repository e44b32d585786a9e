import { mayAsk, RIGHTS, RouteRights } from '../../src/registry/accounts/rights.ts'
import { type Actor, isInArea, ROLES } from '../../src/registry/actor.ts'
import { median, spread } from './bench-table.ts'

const CHECKS = 1_000_000
const ROUNDS = 7

/** What it costs to ask the table of rights, and whether an address lies in an area of a thousand hamlets, as each request of an account does. */
export function benchRights(): void {
  const rights = new RouteRights()
  const area = {
    everywhere: false,
    communes: new Set<string>(),
    hamlets: new Set(Array.from({ length: 1000 }, (_, i) => `h-${i}`)),
  }
  const actors = ROLES.map(
    (role): Actor => ({ account: role, person: role, office: 'o', roles: new Set([role]), area }),
  )
  const times = Array.from({ length: ROUNDS }, () => {
    let passed = 0
    const from = performance.now()
    for (let i = 0; i < CHECKS; i++) {
      const { method, path } = RIGHTS[i % RIGHTS.length]!
      const actor = actors[i % actors.length]!
      const right = rights.of(method, path)
      if (right && mayAsk(right, actor)) passed++
      if (isInArea(actor.area, { commune_code: '27694', hamlet_uid: `h-${i % 2000}` })) passed++
    }
    if (passed === 0) throw new Error('nobody may do anything')
    return ((performance.now() - from) * 1000) / CHECKS
  })
  process.stdout.write(`a check of rights: ${median(times).toFixed(2)} µs (${spread(times, 2)})\n`)
}
