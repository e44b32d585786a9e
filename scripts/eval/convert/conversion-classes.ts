import type { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { AddressInput, Warning } from '../../../src/units/conversion/conversion.ts'
import type { Unit } from '../../../src/units/unit-register.ts'
import { typo, withMistakes } from '../mistakes.ts'
import { bare, mojibake, otherTonePlacement, telex, viqr, vni, windows1258 } from '../spellings.ts'
import {
  allJoined,
  english,
  englishAlone,
  inBrackets,
  inFull,
  joined,
  type Naming,
  nameAlone,
  short,
  type UnitName,
  wardLetters,
} from '../unit-namings.ts'
import { lot, namesake } from './lead-texts.ts'
import type { NamedTarget } from './named-target.ts'

/** A way of writing an address. */
export interface ConversionClass {
  readonly name: string
  /** Undefined where a target cannot be written so. */
  write(target: NamedTarget, random: SeededRandom): Written | undefined
  /** The district or province written is another one than the commune's: one of these warnings must say so. */
  readonly contradicts?: readonly Warning[]
}

/** What is asked, and which units it names. */
export interface Written {
  readonly input: AddressInput
  readonly stated: ReadonlyArray<{ readonly unit: Unit } & UnitName>
  /** Names are compared without their accents. */
  readonly unaccented: boolean
}

interface Style {
  readonly commune?: Naming
  /** `null` leaves the level out. */
  readonly district?: Naming | null
  readonly province?: Naming | null
  readonly join?: string
  readonly largeFirst?: true
  readonly unaccented?: true
  readonly spoil?: (text: string, random: SeededRandom) => string | undefined
  /** Written before what stands before the units. */
  readonly lead?: (target: NamedTarget, random: SeededRandom) => string | undefined
}

const lowerBare = (text: string) => bare(text).toLowerCase()
const noTypes = { commune: nameAlone, district: nameAlone, province: nameAlone }
const largeFirst = true
const unaccented = true

export const CONVERSION_CLASSES: readonly ConversionClass[] = [
  styled('in full', {}),
  styled('without province', { province: null }),
  styled('commune and province', { district: null }),
  styled('commune alone', { district: null, province: null }),
  styled('no type words', noTypes),
  styled('no type words, no province', { ...noTypes, province: null }),
  styled('abbreviated', { commune: short('. '), district: short('. '), province: short('. ') }),
  styled('abbreviated, tight', { commune: short('.'), district: short('.'), province: nameAlone }),
  styled('abbreviated, loose', {
    commune: short(' '),
    district: short(' '),
    join: ' ',
    spoil: (text) => text.toLowerCase(),
  }),
  styled('ward letters', { commune: wardLetters, district: nameAlone, province: null }),
  styled('unaccented', { spoil: bare, unaccented }),
  styled('unaccented, no commas', { spoil: lowerBare, join: ' ', unaccented }),
  styled('no commas', { join: ' ' }),
  styled('no commas, no type words', { ...noTypes, join: ' ', spoil: lowerBare, unaccented }),
  styled('words joined', {
    commune: joined(' '),
    district: joined('. '),
    province: null,
    join: ' ',
    unaccented,
  }),
  styled('words joined, tight', {
    commune: joined('.'),
    district: joined('.'),
    province: nameAlone,
    join: ',',
    unaccented,
  }),
  styled('words joined, accented', { commune: allJoined, district: allJoined, province: null }),
  styled('upper case', { spoil: (text) => text.toUpperCase() }),
  styled('large to small', { largeFirst }),
  styled('large to small, no type words', { ...noTypes, largeFirst }),
  styled('large to small, no commas', { ...noTypes, largeFirst, join: ' ', spoil: lowerBare, unaccented }),
  styled('large to small, abbreviated', {
    commune: short('.'),
    district: short('.'),
    province: nameAlone,
    largeFirst,
  }),
  styled('lots', { lead: lot }),
  styled('lots, short units', { lead: lot, commune: short('.'), district: nameAlone, province: null }),
  styled('lots, commune alone', { lead: lot, district: null, province: null }),
  styled('lots, large to small', { lead: lot, ...noTypes, largeFirst }),
  styled('named like a unit', { lead: namesake, district: nameAlone, province: null }),
  styled('named like a unit, no commas', { lead: namesake, join: ' ', province: null }),
  styled('English', { commune: english, district: english, province: english, unaccented }),
  styled('English, no types', {
    commune: englishAlone,
    district: englishAlone,
    province: englishAlone,
    unaccented,
    spoil: (text) => `${text}, Vietnam`,
  }),
  styled('NFD', { spoil: (text) => text.normalize('NFD') }),
  styled('other tone placement', { spoil: otherTonePlacement }),
  styled('Telex', { spoil: telex }),
  styled('VNI', { spoil: vni }),
  styled('VIQR', { spoil: viqr }),
  styled('windows-1258', { spoil: windows1258 }),
  styled('mojibake', { spoil: mojibake }),
  styled('dashes', { join: ' - ' }),
  styled('lines', { join: '\n', province: nameAlone }),
  styled('brackets', { commune: nameAlone, district: inBrackets, province: null, join: ' ' }),
  styled('postcode and country', { province: nameAlone, spoil: (text) => `${text} 82000, Việt Nam` }),
  styled('one typo', { spoil: (text, random) => withMistakes(text, 1, random, typo) }),
  {
    name: 'new province',
    write: (target, random) => write({ ...target, province: target.newProvince }, {}, random),
  },
  { name: 'former and today', write: (target, random) => writeWithToday(target, random, '(nay là', ')') },
  {
    name: 'former and today, no brackets',
    write: (target, random) => writeWithToday(target, random, 'cũ, nay thuộc', ''),
  },
  { name: 'parts', write: writeParts },
  contradiction('wrong district', { province: nameAlone }),
  contradiction('wrong district, short', { commune: short('.'), district: nameAlone, province: null }),
  contradiction('wrong district, unaccented', { ...noTypes, spoil: bare, unaccented }),
  contradiction('wrong district, large to small', { province: nameAlone, largeFirst }),
  elsewhere('district elsewhere', { province: null }),
  elsewhere('district elsewhere, own province', { province: nameAlone, spoil: bare, unaccented }),
]

/** Districts of the provinces around; no unit here ever had their names. */
const ELSEWHERE = [
  'Cái Bè',
  'Hóc Môn',
  'Củ Chi',
  'Tháp Mười',
  'Gò Công Tây',
  'Giồng Trôm',
  'Dầu Tiếng',
  'Bình Chánh',
]

function styled(name: string, style: Style): ConversionClass {
  return { name, write: (target, random) => write(target, style, random) }
}

/** With the district of others. */
function contradiction(name: string, style: Style): ConversionClass {
  return {
    name,
    write({ foreign, ...target }, random) {
      if (foreign.length === 0) return undefined
      return write({ ...target, foreign, district: random.pick(foreign) }, style, random)
    },
    contradicts: ['district-mismatch'],
  }
}

/** With the district of another province. */
function elsewhere(name: string, style: Style): ConversionClass {
  return {
    name,
    write(target, random) {
      const district = { ...(target.foreign[0] as Unit), type: 'huyện', name: random.pick(ELSEWHERE) }
      return write(
        { ...target, district: { ...district, fullName: `Huyện ${district.name}` } },
        style,
        random,
      )
    },
    contradicts: ['district-mismatch', 'words-not-understood'],
  }
}

/** A former commune with what it became; of today's and of split ones nothing is to be said. */
function writeWithToday(
  target: NamedTarget,
  random: SeededRandom,
  before: string,
  behind: string,
): Written | undefined {
  const [today] = target.successors
  if (!today || today === target.commune || target.successors.length > 1) return undefined
  const both: Naming = ({ fullName }) => ({
    text: `${fullName} ${before} ${today.fullName}${behind}`,
    typed: true,
  })
  return write(target, { commune: both, province: nameAlone }, random)
}

function write(target: NamedTarget, style: Style, random: SeededRandom): Written | undefined {
  const stated = unitsOf(target, style)
  const join = style.join ?? ', '
  const before = [style.lead?.(target, random), target.before].filter((text) => text).join(', ')
  const parts = before === '' ? [] : before.split(', ')
  parts.push(...stated.map(({ text }) => text))
  const plain = (style.largeFirst ? parts.reverse() : parts).join(join)
  const text = style.spoil ? style.spoil(plain, random) : plain
  return text === undefined ? undefined : { input: { text }, stated, unaccented: style.unaccented ?? false }
}

function writeParts(target: NamedTarget): Written {
  const stated = unitsOf(target, {})
  const named = stated.map(({ unit, text }) => [unit.level, text] as const)
  const before = target.before === '' ? {} : { street: target.before }
  return { input: { ...before, ...Object.fromEntries(named) }, stated, unaccented: false }
}

function unitsOf({ commune, district, province }: NamedTarget, style: Style): Written['stated'] {
  const named = (unit: Unit | undefined, naming: Naming | null = inFull) =>
    unit && naming ? [{ unit, ...naming(unit) }] : []
  return [
    ...named(commune, style.commune),
    ...named(district, style.district),
    ...named(province, style.province),
  ]
}
