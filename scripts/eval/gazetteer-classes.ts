import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import type { Unit } from '../../src/units/unit-register.ts'
import type { EvalQuery, QueryClass } from './eval-query.ts'
import { southern, typo, withMistakes } from './mistakes.ts'
import { bare } from './spellings.ts'
import type { Targets } from './targets.ts'

/** Streets, hamlets, places, units and codes. */
export const gazetteerClasses: readonly QueryClass[] = [
  { name: 'street', make: (targets, random) => street(targets, random, (text) => text) },
  { name: 'prefix', make: (targets, random) => street(targets, random, (text) => text, 'begun') },
  {
    name: 'prefix with typo',
    make: (targets, random) =>
      street(targets, random, (text) => withMistakes(text, 1, random, typo), 'begun'),
  },
  { name: 'hamlet', make: hamlet },
  { name: 'place', make: (targets, random) => place(targets, random, (text) => text) },
  {
    name: 'place, unaccented',
    make: (targets, random) => place(targets, random, (text) => bare(text).toLowerCase()),
  },
  { name: 'place, abbreviated', make: (targets, random) => place(targets, random, shortPlace) },
  {
    name: 'place, one typo',
    make: (targets, random) =>
      place(targets, random, (text) => withMistakes(bare(text).toLowerCase(), 1, random, typo)),
  },
  { name: 'own name', make: (targets, random) => ownName(targets, random, (text) => text) },
  {
    name: 'own name, unaccented',
    make: (targets, random) => ownName(targets, random, (text) => bare(text).toLowerCase()),
  },
  {
    name: 'own name, one typo',
    make: (targets, random) =>
      ownName(targets, random, (text) => withMistakes(bare(text).toLowerCase(), 1, random, typo)),
  },
  { name: 'own name and address', make: nameAndAddress },
  {
    name: 'commune',
    make: (targets, random) =>
      commune(targets, random, (unit) => random.pick([unit.fullName, `${unit.fullName}, Tây Ninh`])),
  },
  {
    name: 'commune, unaccented',
    make: (targets, random) => commune(targets, random, (unit) => bare(unit.fullName).toLowerCase()),
  },
  {
    name: 'commune, phonetic',
    make: (targets, random) =>
      commune(targets, random, (unit) => withMistakes(unit.fullName, 1, random, southern, 2)),
  },
  { name: 'former unit', make: (targets, random) => former(targets, random, (text) => text) },
  {
    name: 'former unit, unaccented',
    make: (targets, random) => former(targets, random, (text) => bare(text).toLowerCase()),
  },
  { name: 'code', make: code },
]

/** A street with its commune, whole or as typed so far; right is every street that may still be meant. */
function street(
  targets: Targets,
  random: SeededRandom,
  spoil: (text: string, random: SeededRandom) => string | undefined,
  typed?: 'begun',
): EvalQuery | undefined {
  const { row, commune } = targets.house(random, 'street')
  const full = random.chance(0.5)
  const written = (street: string, unit: { name: string; fullName: string }) =>
    `${street}, ${full ? unit.fullName : unit.name}`
  const whole = written(row.street as string, commune)
  const said = typed ? begun(bare(whole).toLowerCase(), random) : whole
  const text = spoil(said, random)
  if (text === undefined) return undefined
  return {
    text,
    unfinished: typed === 'begun',
    right: ({ kind, name, within }) => {
      if (kind !== 'street' || !name || !within) return false
      const label = written(name, within)
      return typed ? bare(label).toLowerCase().startsWith(said) : label === whole
    },
  }
}

/** A text cut in its last quarter, in the middle of a word. */
function begun(text: string, random: SeededRandom): string {
  const cut = text.slice(0, random.integer(Math.ceil(text.length * 0.75), text.length - 1))
  return cut.replace(/[ ,]+$/, '')
}

function hamlet(targets: Targets, random: SeededRandom): EvalQuery | undefined {
  const { row, commune } = targets.house(random, 'rural')
  const text = `${row.hamlet}, ${commune.fullName}`
  return {
    text,
    right: (hit) => hit.kind === 'hamlet' && hit.name === row.hamlet && hit.within?.code === commune.code,
  }
}

function place(
  targets: Targets,
  random: SeededRandom,
  spoil: (text: string) => string | undefined,
): EvalQuery | undefined {
  const row = targets.place(random)
  const unit = targets.communes.find(({ code }) => code === row.commune_code)
  const stated = unit !== undefined && random.chance(0.5)
  const text = spoil(stated ? `${row.name}, ${unit.fullName}` : row.name)
  if (text === undefined) return undefined
  return {
    text,
    right: ({ place }: SearchHit) =>
      place !== undefined &&
      nameIn(text, place.name) === nameIn(text, row.name) &&
      (!stated || place.commune_code === row.commune_code),
  }
}

/** An office, shop or shrine by the name of its address, with its commune. */
function ownName(
  targets: Targets,
  random: SeededRandom,
  spoil: (text: string) => string | undefined,
): EvalQuery | undefined {
  const row = targets.named(random)
  const unit = targets.communes.find(({ code }) => code === row.commune_code)
  const text = unit && spoil(`${row.name}, ${unit.fullName}`)
  if (text === undefined) return undefined
  return {
    text,
    right: ({ address }: SearchHit) =>
      address !== undefined &&
      nameIn(text, address.name ?? '') === nameIn(text, row.name) &&
      address.commune_code === row.commune_code,
  }
}

/** The same with number and street or hamlet, but without its commune. */
function nameAndAddress(targets: Targets, random: SeededRandom): EvalQuery | undefined {
  const { name, house_number, street, hamlet } = targets.named(random)
  if (!house_number || !street || !hamlet) return undefined
  return {
    text: bare(`${name}, ${house_number} ${street}, ${hamlet}`),
    right: ({ address }: SearchHit) =>
      address !== undefined &&
      address.name === name &&
      address.house_number === house_number &&
      address.street === street &&
      address.hamlet === hamlet,
  }
}

function shortPlace(text: string): string | undefined {
  const short = text
    .replace('Ủy ban nhân dân', 'UBND')
    .replace('Trường Tiểu học', 'TH')
    .replace('Trường THPT', 'THPT')
    .replace('Trường THCS', 'THCS')
    .replace('Trạm Y tế', 'TYT')
    .replace('Bệnh viện', 'BV')
    .replace('Khu công nghiệp', 'KCN')
  return short === text ? undefined : short
}

function commune(
  targets: Targets,
  random: SeededRandom,
  write: (unit: Unit) => string | undefined,
): EvalQuery | undefined {
  const unit = random.pick(targets.communes)
  const text = write(unit)
  return text === undefined
    ? undefined
    : {
        text,
        right: (hit) =>
          hit.kind === 'commune' && nameIn(text, hit.unit?.name ?? '') === nameIn(text, unit.name),
      }
}

/** A former commune with its district: the commune of today that its land is in, and which unit was meant. */
function former(
  targets: Targets,
  random: SeededRandom,
  spoil: (text: string) => string,
): EvalQuery | undefined {
  const unit = random.pick(targets.formerCommunes)
  const district = targets.register.lineageOf(unit)?.district
  if (!district) return undefined
  const now = targets.register.successorsOf(unit).map((path) => path.unit.code)
  const text = spoil(`${unit.fullName}, ${random.chance(0.5) ? district.fullName : district.name}`)
  return {
    text,
    right: (hit) =>
      hit.kind === 'commune' &&
      now.includes(hit.unit?.code ?? '') &&
      nameIn(text, (hit.former?.unit ?? hit.unit)?.name ?? '') === nameIn(text, unit.name),
  }
}

function code(targets: Targets, random: SeededRandom): EvalQuery | undefined {
  const { row } = targets.house(random)
  if (!row.code) return undefined
  const text = random.chance(0.5) ? row.code : row.code.replace(/(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3')
  return { text, right: ({ address }) => address?.uid === row.uid }
}

/** A name as a text would say it: without its accents where the text has none. */
function nameIn(text: string, name: string): string {
  return bare(text) === text ? bare(name).toLowerCase() : name
}
