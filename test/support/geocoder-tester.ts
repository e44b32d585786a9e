import { caseTable } from './search-record.ts'

/** One query in the format of geocoder-tester: it passes when one of `limit` results has every expected property. */
export type TesterRow = Record<(typeof TESTER_COLUMNS)[number], string>

export const TESTER_COLUMNS = [
  'query',
  'limit',
  'expected_name',
  'expected_housenumber',
  'expected_street',
  'expected_locality',
  'expected_city',
  'comment',
] as const

const TABLES = ['search-units.csv', 'search-addresses.csv', 'search-notations.csv']
const KINDS = ['house', 'street', 'hamlet', 'place', 'commune']

interface Case {
  query: string
  kind: string
  answer: string
  commune: string
  warnings: string
}

/** The hand-written cases that name one answer, as another geocoder over the same addresses would be asked. */
export function testerRows(communeName: (code: string) => string): TesterRow[] {
  const names = caseTable<{ layer: string; name: string }>('gazetteer.csv')
  return TABLES.flatMap((table) => caseTable<Case>(table)).flatMap(
    ({ query, kind, answer, commune, warnings }) => {
      if (!KINDS.includes(kind) || !commune || !answer || warnings?.includes('house-number-not-found'))
        return []
      const object = names.find(({ name }) =>
        kind === 'house' ? answer.endsWith(` ${name}`) : answer === name,
      )
      if (kind === 'house' && !object) return []
      const number = kind === 'house' ? answer.slice(0, -object!.name.length - 1) : ''
      const street = object?.layer === 'street' ? object.name : ''
      const locality = object?.layer === 'hamlet' ? object.name : ''
      return [
        {
          query,
          limit: '1',
          expected_name: kind === 'house' ? '' : answer,
          expected_housenumber: number,
          expected_street: street,
          expected_locality: locality,
          expected_city: communeName(commune),
          comment: kind,
        },
      ]
    },
  )
}
