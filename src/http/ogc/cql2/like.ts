/** A test for a pattern of LIKE: `%` stands for any characters, `_` for one, and a backslash takes their meaning from both. */
export function likeTest(pattern: string): (text: string) => boolean {
  const segments = segmentsOf(pattern)
  return (text) => {
    const characters = [...text]
    const [head, ...rest] = segments
    if (!matchesAt(head!, characters, 0)) return false
    const last = rest.pop()
    if (!last) return characters.length === head!.length
    let at = head!.length
    // The first place of each is the best one: what follows has the most room.
    for (const segment of rest) {
      const found = placeOf(segment, characters, at)
      if (found < 0) return false
      at = found + segment.length
    }
    const end = characters.length - last.length
    return end >= at && matchesAt(last, characters, end)
  }
}

/** A character, or undefined for any one. */
type Segment = readonly (string | undefined)[]

/** What stands between the `%` of a pattern. */
function segmentsOf(pattern: string): Segment[] {
  const segments: (string | undefined)[][] = [[]]
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!
    if (character === '%') segments.push([])
    else if (character === '_') segments.at(-1)!.push(undefined)
    else if (character === '\\' && i + 1 < characters.length) segments.at(-1)!.push(characters[++i])
    else segments.at(-1)!.push(character)
  }
  return segments
}

function matchesAt(segment: Segment, text: readonly string[], at: number): boolean {
  if (at + segment.length > text.length) return false
  return segment.every((one, i) => one === undefined || one === text[at + i])
}

function placeOf(segment: Segment, text: readonly string[], from: number): number {
  for (let at = from; at + segment.length <= text.length; at++) if (matchesAt(segment, text, at)) return at
  return -1
}
