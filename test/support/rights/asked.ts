import type { Actor } from '../../../src/registry/actor.ts'
import { MAKER, type RightsWorld } from './rights-world.ts'

/** A request that whoever may makes. */
export interface Asked {
  readonly url: string
  readonly payload?: object | string
  /** What `If-Match` names. */
  readonly revision?: number
  readonly headers?: Record<string, string>
  /** The one status of what is done, where it says more than that. */
  readonly done?: number
  /** The status of what is refused, where the route has one of its own. */
  readonly refused?: number
  /** Whether an answer about many things has done the one, or tells it. */
  readonly reaches?: (body: string) => boolean | Promise<boolean>
  /** Whether it is decided on each row, though the line is about requests of one. */
  readonly byRow?: boolean
}

/**
 * Makes what a request is about, in the state of a line.
 *
 * @param owner whose it is, where the line is about what is one's own
 * @param sender who asks: of another area somebody else than the owner
 */
export type Make = (world: RightsWorld, state: string, owner: Actor, sender: Actor) => Promise<Asked> | Asked

/** A collector asks about an address of their own, anybody else about that of somebody else. */
export const writerOf = (sender: Actor) => (sender.roles.has('collector') ? sender : MAKER)
