import pluscodes from 'pluscodes'
import type { Unit } from '../../../src/units/unit-register.ts'
import { bare } from '../spellings.ts'
import { english } from '../unit-namings.ts'
import type { FormerLineage, RecordTarget } from './record-target.ts'

/** What a text says beside the name, so far as a row can keep it. */
export interface Stated {
  /** Codes of the communes of today in which what is said can lie; undefined when no unit is named. */
  readonly communes: ReadonlySet<string> | undefined
  /** Codes that the former commune of a row may have; undefined when none is named. */
  readonly formers: ReadonlySet<string> | undefined
}

/** A text that names a target in one way. */
export interface RecordText {
  readonly way: string
  readonly text: string
  readonly stated: Stated
}

interface Written {
  readonly way: string
  readonly parts: readonly string[]
  readonly stated: Stated
}

const TODAY = 'tỉnh Tây Ninh'

/** Every way in which a target is asked; ways that have nothing to say of it are left out. */
export function textsOf(target: RecordTarget): RecordText[] {
  const written = target.kind === 'unit' ? unitTexts(target) : rowTexts(target)
  return [...written, ...spelled(written)].map(({ way, parts, stated }) => ({
    way,
    text: parts.join(', '),
    stated,
  }))
}

/** A row with the units of today, of each date before, and in English. */
function rowTexts(target: RecordTarget): Written[] {
  const { name, communes, formers, district, number } = target
  const [commune] = communes
  const alone: Stated = { communes: undefined, formers: undefined }
  if (district) {
    const stated = { communes: codesOf(communes), formers: undefined }
    return [
      { way: 'district', parts: [name, district.fullName], stated },
      { way: 'district, old province', parts: [name, district.name, 'Long An'], stated },
      { way: 'English', parts: [englishName(name, target), english(district).text], stated },
      { way: 'name', parts: [name], stated: alone },
    ]
  }
  const today = { communes: codesOf([commune!]), formers: undefined }
  return [
    { way: 'commune', parts: [name, commune!.fullName], stated: today },
    { way: 'commune, no type', parts: [name, commune!.name], stated: today },
    { way: 'commune and province', parts: [name, commune!.fullName, TODAY], stated: today },
    {
      way: 'English',
      parts: [englishName(name, target), english(commune!).text, 'Tay Ninh Province'],
      stated: today,
    },
    ...(commune!.postcode
      ? [{ way: 'postcode', parts: [name, `${commune!.fullName} ${commune!.postcode}`], stated: today }]
      : []),
    ...(number === undefined ? [{ way: 'name', parts: [name], stated: alone }] : []),
    ...(number === undefined ? [] : whereTexts(target, alone)),
    ...target.otherNames.map((other) => ({
      way: 'other name',
      parts: [other, commune!.fullName],
      stated: today,
    })),
    ...formers.flatMap((former, i) => formerTexts(target, former, i)),
  ]
}

/** A house by its code, its position and its plus code. */
function whereTexts({ code, position }: RecordTarget, stated: Stated): Written[] {
  if (!position) return code ? [{ way: 'code', parts: [code], stated }] : []
  const [longitude, latitude] = position
  const plus = pluscodes.encode({ longitude, latitude }, 11)
  return [
    ...(code ? [{ way: 'code', parts: [code], stated }] : []),
    { way: 'coordinate', parts: [`${latitude}, ${longitude}`], stated },
    ...(plus ? [{ way: 'plus code', parts: [plus], stated }] : []),
  ]
}

function formerTexts(
  target: RecordTarget,
  { commune, district, province }: FormerLineage,
  i: number,
): Written[] {
  const date = i === 0 ? 'former' : 'earlier'
  const stated = {
    communes: codesOf(target.communes),
    formers: new Set(target.formers.map((one) => one.commune.code)),
  }
  const vague = { ...stated, formers: undefined }
  const short = /^\d/.test(commune.name) ? commune.fullName : commune.name
  return [
    {
      way: `${date} commune and district`,
      parts: [target.name, commune.fullName, district.fullName],
      stated,
    },
    { way: `${date}, no types`, parts: [target.name, short, district.name], stated },
    {
      way: `${date}, province`,
      parts: [target.name, commune.fullName, district.fullName, province.fullName],
      stated,
    },
    {
      way: `${date}, new province`,
      parts: [target.name, commune.fullName, district.fullName, TODAY],
      stated,
    },
    { way: `${date} commune`, parts: [target.name, commune.fullName], stated: vague },
    {
      way: `${date} district`,
      parts: [target.name, district.fullName],
      stated: { communes: undefined, formers: undefined },
    },
    {
      way: `${date}, English`,
      parts: [
        englishName(target.name, target),
        english(commune).text,
        english(district).text,
        'Long An Province',
      ],
      stated,
    },
  ]
}

function unitTexts({ unit, communes, formers }: RecordTarget): Written[] {
  const { name, fullName, level, validTo, postcode } = unit as Unit
  const stated = { communes: codesOf(communes), formers: undefined }
  const [lineage] = formers
  if (lineage) {
    const { district, province } = lineage
    return [
      { way: 'former commune and district', parts: [fullName, district.fullName], stated },
      { way: 'former, no types', parts: [/^\d/.test(name) ? fullName : name, district.name], stated },
      { way: 'former, province', parts: [fullName, district.fullName, province.fullName], stated },
      {
        way: 'former, English',
        parts: [english(unit!).text, english(district).text, `${bare(province.name)} Province`],
        stated,
      },
      { way: 'former commune', parts: [fullName], stated: { communes: undefined, formers: undefined } },
    ]
  }
  return [
    { way: `${level}`, parts: [fullName], stated },
    ...(level === 'commune' && !validTo
      ? [
          { way: 'commune and province', parts: [fullName, TODAY], stated },
          { way: 'English', parts: [english(unit!).text, 'Tay Ninh Province'], stated },
          ...(postcode ? [{ way: 'postcode', parts: [postcode], stated }] : []),
        ]
      : []),
  ]
}

/** Some of the texts in other spellings. */
function spelled(written: readonly Written[]): Written[] {
  const [first] = written
  const former = written.find(({ way }) => way.startsWith('former'))
  const spoil = (
    one: Written | undefined,
    how: string,
    parts: (parts: readonly string[]) => string[],
  ): Written[] =>
    one && one.parts.length > 0
      ? [{ way: `${one.way}; ${how}`, parts: parts(one.parts), stated: one.stated }]
      : []
  return [
    ...spoil(first, 'unaccented', (parts) => parts.map((part) => bare(part).toLowerCase())),
    ...spoil(first, 'upper case', (parts) => parts.map((part) => part.toUpperCase())),
    ...spoil(first, 'no commas', (parts) => [parts.join(' ')]),
    ...spoil(first, 'NFD', (parts) => parts.map((part) => part.normalize('NFD'))),
    ...spoil(former, 'unaccented', (parts) => parts.map((part) => bare(part).toLowerCase())),
    ...spoil(former, 'no commas', (parts) => [parts.join(' ')]),
    ...spoil(former, 'reversed', (parts) => parts.toReversed()),
  ]
}

function codesOf(units: readonly Unit[]): Set<string> {
  return new Set(units.map(({ code }) => code))
}

/** A name as maps in English write it: "Hung Vuong Street", "Hamlet 3". */
function englishName(name: string, { kind }: RecordTarget): string {
  const plain = bare(name)
  if (kind === 'hamlet') return plain.replace(/^Ap (?=\d)/, 'Hamlet ').replace(/^Khu pho (?=\d)/, 'Quarter ')
  if (kind === 'street' && /^Duong [A-Z]/.test(plain)) return `${plain.replace(/^Duong /, '')} Street`
  return plain
}
