import { dayOf } from '../../../chains/day-of.ts'
import type { Text } from '../../../errors.ts'
import { plainDate } from '../../../text/former-label.ts'
import { viewOf } from '../../../tiles/pictures/map-view.ts'
import { mapHeight } from '../../../tiles/pictures/picture.ts'
import { SITE } from '../../edge/plain-page.ts'
import { SHEET_MAP } from '../../papers/address-sheet.ts'
import type { PaperOrder } from '../../papers/paper-maker.ts'
import type { SheetLine } from '../../papers/paper-page.ts'
import type { ThingFacts } from './thing-facts.ts'
import { type ThingLine, thingLines } from './thing-lines.ts'
import { MAP_SCALE, MAP_SIZE, PREVIEW_SIZE } from './thing-page.ts'
import { THING_WORDS as WORDS } from './thing-words.ts'

const STAMP = 'MINH HOẠ'

/** The map around a thing; undefined where nobody knows the place. */
export function mapOrder(facts: ThingFacts, isDemo: boolean): PaperOrder | undefined {
  const order = pictureOrder(facts, MAP_SIZE, isDemo)
  return order && { ...order, scale: MAP_SCALE }
}

/** The picture that stands where a link to a thing is shown: the map, with what it is below. */
export function previewOrder(facts: ThingFacts, isDemo: boolean): PaperOrder | undefined {
  const [width, height] = PREVIEW_SIZE
  const order = pictureOrder(facts, [width, mapHeight(height)], isDemo)
  const { head, where, codeText, former, isUnit } = facts
  const [only, ...others] = isUnit ? [] : former
  const was = only && others.length === 0 ? `${WORDS.former.vi}: ${only.label}` : undefined
  const code =
    codeText === undefined ? undefined : `${(isUnit ? WORDS.unitCode : WORDS.code).vi}: ${codeText}`
  const lines = [where === '' ? undefined : where, was ?? code].filter((line) => line !== undefined)
  const caption = { title: head, lines, site: was && codeText !== undefined ? codeText : SITE.vi }
  return order && { ...order, caption }
}

function pictureOrder(
  { position, box, isUnit }: ThingFacts,
  size: readonly [number, number],
  isDemo: boolean,
) {
  if (!position) return undefined
  const view = viewOf(position, size, isUnit ? box : undefined)
  return { kind: 'picture' as const, view, pinned: !isUnit, ...(isDemo ? { stamp: STAMP } : {}) }
}

/** The sheet of an address, *giấy địa chỉ*, of a day. */
export function sheetOrder(facts: ThingFacts, url: string, now: Date, isDemo: boolean): PaperOrder {
  const { head, where, codeText, position, status } = facts
  const lines = thingLines(facts)
    .filter(({ term }) => term !== WORDS.code)
    .map(sheetLine)
  return {
    kind: 'sheet',
    view: position && viewOf(position, SHEET_MAP),
    sheet: {
      head,
      where,
      code: codeText ?? null,
      url,
      date: plainDate(dayOf(now)),
      lines,
      isRetired: status === 'retired',
      isDemo,
    },
  }
}

/** A line as papers have it, in both languages. */
export function sheetLine({ term, texts, note }: ThingLine): SheetLine {
  return {
    term: inBoth(term),
    text: texts.length > 0 || !note ? texts.join('; ') : inBoth(note),
    note: texts.length > 0 ? note?.vi : undefined,
  }
}

function inBoth({ vi, en }: Text): string {
  return vi === en ? vi : `${vi} · ${en}`
}
