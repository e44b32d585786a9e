import type { MentionedText } from '../../parsing/mentions/mention.ts'
import type { Unit } from '../unit.ts'
import type { Conversion } from './conversion.ts'
import type { UnitReading } from './reading/unit-reading.ts'

/** The parts of a text as they are written. */
export function parsedOf(
  text: MentionedText<Unit>,
  reading: UnitReading | undefined,
  rest: string,
  hamlet: string | undefined,
): Conversion['parsed'] {
  const written = (level: 'commune' | 'district' | 'province') => {
    const mention = reading?.[level]
    return mention ? { [level]: wordsText(text, mention.from, mention.to) } : {}
  }
  return {
    ...(rest ? { rest } : {}),
    ...(hamlet ? { hamlet } : {}),
    ...written('commune'),
    ...written('district'),
    ...written('province'),
  }
}

/** The hamlet's phrase, up to the units that follow it. */
export function hamletText(text: MentionedText<Unit>, reading: UnitReading | undefined): string | undefined {
  if (!text.hamlet) return undefined
  const { from, to } = text.hamlet
  const end = reading && reading.from > from ? Math.min(to, reading.from) : to
  return wordsText(text, from, end)
}

function wordsText({ text, words }: MentionedText<Unit>, from: number, to: number): string {
  return text.slice(words[from]?.start, words[to - 1]?.end)
}
