import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import type { EvalQuery, QueryClass } from './eval-query.ts'
import { gazetteerClasses } from './gazetteer-classes.ts'
import { broken, missing, southern, swapped, typo, withMistakes, wrongTone } from './mistakes.ts'
import { bare, mojibake, otherTonePlacement, telex, viqr, vni, windows1258 } from './spellings.ts'
import type { HouseTarget, Targets } from './targets.ts'
import { formerly, inFull, isSaid, natural, type Stated, type WrittenAddress } from './written-address.ts'

type Write = (target: HouseTarget, random: SeededRandom) => WrittenAddress | undefined
type Spoil = (text: string, random: SeededRandom) => string | undefined

const same: Spoil = (text) => text
const line = ({ parts }: WrittenAddress) => parts.join(', ')

/** Houses: how the address is written, then what happens to the text. */
const HOUSES: ReadonlyArray<readonly [name: string, write: Write, spoil: Spoil]> = [
  ['exact', inFull, same],
  ['natural', natural, same],
  ['no punctuation', natural, (text) => text.toLowerCase().replaceAll(',', '')],
  ['unaccented', natural, (text) => bare(text).toLowerCase()],
  [
    'half accented',
    natural,
    (text, random) => eachWord(text, (word) => (random.chance(0.5) ? bare(word) : word)),
  ],
  ['wrong accent', natural, (text, random) => withMistakes(text, 1, random, wrongTone, 2)],
  ['abbreviated', natural, abbreviated],
  ['Telex', natural, telex],
  ['VNI', natural, vni],
  ['VIQR', natural, viqr],
  ['NFD', natural, (text) => changed(text, text.normalize('NFD'))],
  ['windows-1258', natural, (text) => changed(text, windows1258(text))],
  ['mojibake', natural, (text) => changed(text, mojibake(text))],
  ['other tone placement', natural, (text) => changed(text, otherTonePlacement(text))],
  ['one typo', natural, (text, random) => withMistakes(bare(text).toLowerCase(), 1, random, typo)],
  ['two typos', natural, (text, random) => withMistakes(bare(text).toLowerCase(), 2, random, typo)],
  ['swap', natural, (text, random) => withMistakes(bare(text).toLowerCase(), 1, random, swapped)],
  ['missing letters', natural, (text, random) => withMistakes(bare(text).toLowerCase(), 2, random, missing)],
  ['missing space', natural, (text, random) => joined(bare(text).toLowerCase(), random)],
  ['no spaces', natural, (text) => unspaced(bare(text).toLowerCase())],
  ['broken word', natural, (text, random) => withMistakes(bare(text).toLowerCase(), 1, random, broken)],
  ['phonetic', natural, (text, random) => withMistakes(text, random.integer(1, 2), random, southern, 2)],
  ['permuted', permuted, (text) => bare(text).toLowerCase()],
  ['number last', numberLast, same],
  ['slash numbers', slashNumber, same],
  ['alley in words', alleyInWords, same],
  ['former commune', formerly, same],
  ['former commune, unaccented', formerly, (text) => bare(text).toLowerCase()],
  ['district only', districtOnly, same],
  ['former, one typo', formerly, (text, random) => withMistakes(bare(text).toLowerCase(), 1, random, typo)],
]

/** Every class, in the order of the report. */
export const QUERY_CLASSES: readonly QueryClass[] = [
  ...HOUSES.map(([name, write, spoil]) => ({
    name,
    make(targets: Targets, random: SeededRandom): EvalQuery | undefined {
      const target = targets.house(random)
      const written = write(target, random)
      const text = written && spoil(line(written), random)
      return text === undefined ? undefined : houseQuery(text, target, written!.stated, targets)
    },
  })),
  ...gazetteerClasses,
]

function houseQuery(
  text: string,
  target: HouseTarget,
  stated: readonly Stated[],
  targets: Targets,
): EvalQuery {
  return { text, right: (hit) => isSaid(hit, target, stated, text, (code) => targets.districtOf(code)) }
}

function eachWord(text: string, change: (word: string) => string): string {
  return text.split(' ').map(change).join(' ')
}

function changed(before: string, after: string): string | undefined {
  return before === after ? undefined : after
}

function abbreviated(text: string): string {
  return text
    .replace(/Phường |phường /, 'P.')
    .replace(/Xã |xã /, 'X.')
    .replace(/tỉnh |Tỉnh /, 'T.')
    .replace(/Quốc lộ /, 'QL')
    .replace(/Đường tỉnh |Tỉnh lộ /, 'ĐT')
    .replace(/Hương lộ /, 'HL')
    .replace(/đường |Đường (?=\p{Lu})/u, 'Đ. ')
    .replace(/Khu phố /, 'KP')
    .replace(/Nguyễn /, 'Ng. ')
}

/** One space missing between two words of a name. */
function joined(text: string, random: SeededRandom): string | undefined {
  const spaces = [...text.matchAll(/(?<=[a-z]{2}) (?=[a-z]{2})/g)].map(({ index }) => index)
  if (spaces.length === 0) return undefined
  const at = random.pick(spaces)
  return text.slice(0, at) + text.slice(at + 1)
}

/** No space inside any part but about numbers. */
function unspaced(text: string): string | undefined {
  return changed(
    text,
    text.replace(/(?<=(?:^|[ ,])[a-z]+) (?=[a-z]{2,}(?:[ ,]|$))/g, (space, at, all) =>
      /(?:^|[ ,])(?:bis|so|dt|ql|hl)$/.test(all.slice(0, at)) ? space : '',
    ),
  )
}

function permuted(target: HouseTarget, random: SeededRandom): WrittenAddress {
  const { parts, stated } = natural(target, random)
  return { parts: random.shuffled(parts), stated }
}

function numberLast({ row, commune }: HouseTarget, random: SeededRandom): WrittenAddress {
  const number = random.chance(0.5) ? `số ${row.house_number}` : row.house_number
  const name = (row.street ?? row.hamlet) as string
  const parts = random.chance(0.5)
    ? [`${name} ${number}`, commune.fullName]
    : [commune.fullName, name, number]
  return { parts, stated: [row.street ? 'street' : 'hamlet', 'commune'] }
}

/** Only houses in alleys or with letters, written with spaces and small letters. */
function slashNumber(target: HouseTarget, random: SeededRandom): WrittenAddress | undefined {
  const number = target.row.house_number
  if (!/\/\d|\d[A-Z]/.test(number) || number.includes('bis')) return undefined
  const written = natural(target, random)
  const typed = random.pick([
    number,
    number.toLowerCase(),
    number.replaceAll('/', ' / '),
    number.replace(/(\d)([A-Z])$/, '$1 $2'),
  ])
  return { ...written, parts: written.parts.map((part, i) => (i === 0 ? part.replace(number, typed) : part)) }
}

function alleyInWords(target: HouseTarget, random: SeededRandom): WrittenAddress | undefined {
  const { street, house_number: number } = target.row
  const [outer, inner, ...deeper] = number.split('/')
  if (!street || !inner || /[A-Z]{2}/.test(number)) return undefined
  const alley = [outer, inner, ...deeper].slice(0, -1).join('/')
  const house = deeper.at(-1) ?? inner
  const road = /^(?:Quốc|Đường|Tỉnh|Hương|Cao)/.test(street) ? street : `đường ${street}`
  const said = random.pick([
    `số ${house} hẻm ${alley}`,
    `hẻm ${alley} số ${house}`,
    `kiệt ${alley} nhà ${house}`,
    `số nhà ${house}, ngõ ${alley}`,
  ])
  return { parts: [`${said} ${road}`, target.commune.fullName], stated: ['street', 'commune'] }
}

/** As people write the town they know: street and former district, no commune. */
function districtOnly({ row, district }: HouseTarget, random: SeededRandom): WrittenAddress | undefined {
  if (!district || !row.street || !/^\p{Lu}\p{L}+ \p{Lu}/u.test(row.street)) return undefined
  return {
    parts: [`${row.house_number} ${row.street}`, random.chance(0.5) ? district.fullName : district.name],
    stated: ['street', 'district'],
  }
}
