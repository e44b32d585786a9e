import { hamletKey } from '../../../parsing/hamlet-name.ts'
import type { AccountAreaTable } from '../../../store/people/accounts/account-tables.ts'
import type { RegistryStore } from '../../../store/registry/registry-store.ts'
import type { Area } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'

/** Where somebody is to work, as it is asked for. */
export type AskedArea =
  | { readonly commune: string }
  /** By its id. */
  | { readonly hamlet: string }
  /** By its name in a commune; `former` where several have it. */
  | { readonly hamletName: string; readonly commune: string; readonly former?: string | undefined }
  | { readonly everywhere: true }

/** An area that is there, with the commune that a hamlet lies in. */
export interface FoundArea {
  readonly kind: AccountAreaTable['kind']
  readonly code: string
  readonly unit_from: string | null
  readonly commune: string | null
}

/** Finds areas in the record; what it has found it keeps, for files of many rows. */
export class Places {
  readonly #store: RegistryStore
  readonly #days = new Map<string, string | undefined>()
  readonly #hamlets = new Map<string, Hamlets>()

  constructor(store: RegistryStore) {
    this.#store = store
  }

  /** Throws {@link Refusal} `unknown-area` for what is not there, or may be several. */
  async find(asked: AskedArea): Promise<FoundArea> {
    if ('everywhere' in asked) return { kind: 'everywhere', code: '', unit_from: null, commune: null }
    if ('hamletName' in asked) return this.#named(asked)
    if ('hamlet' in asked) return this.#byId(asked.hamlet)
    const day = await this.#day(asked.commune)
    if (day === undefined)
      throw unknown(asked.commune, 'không phải xã, phường hiện nay', 'is no commune today')
    return { kind: 'commune', code: asked.commune, unit_from: day, commune: asked.commune }
  }

  async findAll(asked: readonly AskedArea[]): Promise<FoundArea[]> {
    const found: FoundArea[] = []
    for (const each of asked) found.push(await this.find(each))
    return found.filter(
      ({ kind, code }, at) => found.findIndex((other) => other.kind === kind && other.code === code) === at,
    )
  }

  /** A hamlet's name and the commune of today that it lies in. */
  async hamlet(uid: string): Promise<{ name: string; commune: string } | undefined> {
    const found = await this.#store.read(({ components }) => components.inForce('hamlet', uid))
    return found?.commune_code ? { name: found.name, commune: found.commune_code } : undefined
  }

  /** Areas as they are stored, with the communes that hamlets lie in now. */
  async located(
    areas: readonly Pick<AccountAreaTable, 'kind' | 'code' | 'unit_from'>[],
  ): Promise<FoundArea[]> {
    const located: FoundArea[] = []
    for (const { kind, code, unit_from } of areas) {
      const commune = kind === 'hamlet' ? ((await this.hamlet(code))?.commune ?? null) : code || null
      located.push({ kind, code, unit_from, commune })
    }
    return located
  }

  async #byId(uid: string): Promise<FoundArea> {
    const commune = (await this.hamlet(uid))?.commune
    if (commune === undefined) throw unknown(uid, 'không phải ấp, khu phố hiện nay', 'is no hamlet today')
    return { kind: 'hamlet', code: uid, unit_from: null, commune }
  }

  async #named({ hamletName, commune, former }: Extract<AskedArea, { hamletName: string }>) {
    const found = ((await this.#inCommune(commune)).get(hamletKey(hamletName)) ?? []).filter(
      (hamlet) => former === undefined || hamlet.former === former,
    )
    const name = `${hamletName} (${commune})`
    if (found.length === 0) throw unknown(name, 'không có trong xã này', 'is not in this commune')
    if (found.length > 1)
      throw unknown(
        name,
        'trùng tên trong xã: hãy thêm former_commune_code hoặc hamlet_id',
        'is the name of several: add former_commune_code or hamlet_id',
      )
    return { kind: 'hamlet' as const, code: found[0]?.uid ?? '', unit_from: null, commune }
  }

  async #day(commune: string): Promise<string | undefined> {
    if (!this.#days.has(commune)) {
      const chain = await this.#store.read(({ chains }) => chains.ofCommune(commune))
      this.#days.set(commune, chain?.split('@').at(-1))
    }
    return this.#days.get(commune)
  }

  async #inCommune(commune: string): Promise<Hamlets> {
    const known = this.#hamlets.get(commune)
    if (known) return known
    const made: Hamlets = new Map()
    for (const { uid, name, former_commune_code } of await this.#store.read(({ components }) =>
      components.inCommune('hamlet', commune),
    )) {
      const key = hamletKey(name)
      const hamlet = { uid, former: former_commune_code }
      const alike = made.get(key)
      if (alike) alike.push(hamlet)
      else made.set(key, [hamlet])
    }
    this.#hamlets.set(commune, made)
    return made
  }
}

type Hamlets = Map<string, { uid: string; former: string | null }[]>

/** Throws {@link Refusal} `outside-area` unless all areas lie within those of an office. */
export function mustLieWithin(
  areas: readonly FoundArea[],
  office: readonly Pick<AccountAreaTable, 'kind' | 'code'>[],
): void {
  const has = (kind: string, code: string) => office.some((area) => area.kind === kind && area.code === code)
  const outside = areas.find(
    ({ kind, code, commune }) =>
      !has('everywhere', '') && !has(kind, code) && !(commune !== null && has('commune', commune)),
  )
  if (outside) throw outsideArea(outside, 'của cơ quan', 'of the office')
}

/** Throws {@link Refusal} `outside-area` unless all areas lie within that of who grants them. */
export function mustLieInArea(areas: readonly FoundArea[], area: Area): void {
  const outside = areas.find(
    ({ kind, code, commune }) =>
      !area.everywhere &&
      !(kind === 'hamlet' && area.hamlets.has(code)) &&
      !(commune !== null && area.communes.has(commune)),
  )
  if (outside) throw outsideArea(outside, 'của tài khoản cấp', 'of the account that grants it')
}

function outsideArea({ kind, code }: FoundArea, vi: string, en: string): Refusal {
  const where = kind === 'everywhere' ? kind : `${kind} ${code}`
  return new Refusal('outside-area', {
    vi: `Địa bàn ${where} nằm ngoài địa bàn ${vi}.`,
    en: `The area ${where} lies outside that ${en}.`,
  })
}

function unknown(value: string, vi: string, en: string): Refusal {
  return new Refusal('unknown-area', { vi: `"${value}" ${vi}.`, en: `"${value}" ${en}.` })
}
