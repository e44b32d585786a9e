import { randomUUID } from 'node:crypto'
import { type EventFacts, type MadeVersion, withDetails } from './make-version.ts'

/** One of the versions that an act makes at once. */
export interface Part {
  readonly uid: string
  readonly commune_code: string
  readonly write: (facts: Partial<EventFacts>) => Promise<MadeVersion>
}

/**
 * Writes the versions of one act, in the order of their chains. The main one's event names the addresses of the others, and
 * theirs name it: so the act is undone as a whole. Returns the main one.
 */
export async function writeTogether(
  main: Part,
  others: readonly Part[],
  facts: Partial<EventFacts>,
): Promise<MadeVersion> {
  const id = facts.id ?? randomUUID()
  const ofMain = withDetails({ ...facts, id }, { with: others.map(({ uid }) => uid) })
  const { id: _, ...shared } = facts
  const ofOthers = withDetails(shared, { part_of: id })
  const inOrder = [main, ...others].sort((a, b) => (a.commune_code < b.commune_code ? -1 : 1))
  let made: MadeVersion | undefined
  for (const part of inOrder)
    if (part === main) made = await part.write(others.length === 0 ? { ...facts, id } : ofMain)
    else await part.write(ofOthers)
  return made as MadeVersion
}
