import { isHouseNumber } from '../../parsing/house-path.ts'
import { personalCells } from '../../parsing/personal-cells.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft } from './ports.ts'

/** Columns that nobody is shown: a declared text may name people. */
const HIDDEN: ReadonlySet<string> = new Set(['raw_text', 'source'])

/** Texts that are not what their column takes, that speak of a person, or that nobody has read yet. */
export function textFindings(draft: CheckedDraft): RuleFinding[] {
  return [...houseNumber(draft), ...personal(draft), ...keptRaw(draft)]
}

function houseNumber({ house_number, raw_text }: CheckedDraft): RuleFinding[] {
  const text = house_number?.trim()
  if (!text || isHouseNumber(text)) return []
  const kept = raw_text?.trim()
  return [
    finding(
      'no-house-number',
      'house_number',
      `${quoted(text)} không phải số nhà (12, 12/4B, 45 bis, 120A-B).`,
      `${quoted(text)} is no house number (12, 12/4B, 45 bis, 120A-B).`,
      {
        values: [text],
        // As an import does: the text is not lost, and not shown.
        repair: {
          house_number: null,
          raw_text: !kept ? text : kept.includes(text) ? kept : `${kept} | ${text}`,
        },
      },
    ),
  ]
}

const WORDS = {
  phone: ['số điện thoại', 'a phone number'],
  email: ['e-mail', 'an e-mail'],
  identity: ['số giấy tờ', 'the number of a paper'],
} as const

function personal(draft: CheckedDraft): RuleFinding[] {
  return personalCells(draft.class, draft)
    .filter(({ column }) => !HIDDEN.has(column))
    .map(({ column, text, contact, named }) => {
      const [vi, en] = contact ? WORDS[contact] : [`tên người (${named})`, `a person's name (${named})`]
      return finding(
        'personal-data',
        column,
        `${column} có vẻ chứa ${vi}: ô này không được công bố.`,
        `${column} seems to hold ${en}: this cell is not published.`,
        { values: [column, text] },
      )
    })
}

function keptRaw({ raw_text, house_number, street, hamlet }: CheckedDraft): RuleFinding[] {
  const text = raw_text?.trim()
  if (!text || house_number?.trim() || street?.trim() || hamlet?.trim()) return []
  return [
    finding(
      'text-kept-raw',
      'raw_text',
      'Địa chỉ chỉ có ở dạng văn bản: chưa tách được số nhà, đường, ấp.',
      'The address is there as a text only: house number, street and hamlet are not read from it.',
      { values: [text] },
    ),
  ]
}
