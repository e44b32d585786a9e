import type { Language, Text } from '../../../errors.ts'
import { plainDate } from '../../../text/former-label.ts'
import { coordinatesText, type FormerForm, type ThingFacts } from './thing-facts.ts'
import { CLASSES, filled, STATES, THING_WORDS as WORDS } from './thing-words.ts'

/** One line of what is told of a thing. */
export interface ThingLine {
  readonly term: Text
  readonly texts: readonly string[]
  readonly note?: Text | undefined
  /** Digits and codes, shown in figures of one width. */
  readonly isCode?: boolean
}

/** Former units of a commune that are told one by one. */
const MOST = 12

/** What is told of a thing, that which people need most first. */
export function thingLines(facts: ThingFacts): ThingLine[] {
  const { isAddress, isUnit, codeText, ndas, position, plusCode, postcode, status, class: kind } = facts
  const lines: (ThingLine | undefined)[] = [
    codeText === undefined
      ? undefined
      : { term: isUnit ? WORDS.unitCode : WORDS.code, texts: [codeText], isCode: true },
    ndas === undefined ? undefined : { term: WORDS.ndas, texts: [ndas], isCode: true },
    formerLine(facts),
    position && { term: WORDS.coordinates, texts: [coordinatesText(position)], isCode: true },
    plusCode === undefined ? undefined : { term: WORDS.plusCode, texts: [plusCode], isCode: true },
    postcode === undefined ? undefined : { term: WORDS.postcode, texts: [postcode], isCode: true },
    isAddress ? said(WORDS.class, CLASSES[kind ?? 0]) : undefined,
    isAddress ? said(WORDS.status, STATES[status ?? '']) : undefined,
  ]
  return lines.filter((line) => line !== undefined)
}

/** A line whose text is in every language. */
function said(term: Text, text: Text | undefined): ThingLine | undefined {
  return text && { term, texts: [], note: text }
}

function formerLine({ former, isFormerUnsure, isUnit, isAddress }: ThingFacts): ThingLine | undefined {
  const [first] = former
  if (!first) return undefined
  const single = isAddress ? WORDS.former : WORDS.formerUnit
  const term = isUnit ? WORDS.formerAll : isFormerUnsure ? WORDS.formerOneOf : single
  const isOneDay = former.every(({ until, basis }) => until === first.until && basis === first.basis)
  const shown = former
    .slice(0, MOST)
    .map((one) => (isOneDay ? one.label : [one.label, ended(one)?.vi].filter(Boolean).join('. ')))
  const rest = former.length - shown.length
  const more = rest > 0 ? eachLanguage(WORDS.more, { n: rest }) : undefined
  const end = isOneDay ? ended(first) : undefined
  return { term, texts: shown, note: joined(more, end) }
}

/** When a former form ended and by which document. */
function ended({ until, basis }: FormerForm): Text | undefined {
  if (until === undefined || basis === undefined) return undefined
  return eachLanguage(WORDS.until, { date: plainDate(until), basis })
}

function eachLanguage(text: Text, values: Readonly<Record<string, string | number>>): Text {
  return { vi: filled(text.vi, values), en: filled(text.en, values) }
}

function joined(...texts: (Text | undefined)[]): Text | undefined {
  const given = texts.filter((text) => text !== undefined)
  if (given.length === 0) return undefined
  const say = (language: Language) => given.map((text) => text[language]).join(' ')
  return { vi: say('vi'), en: say('en') }
}
