import { BASE_LAYERS, LAYER_ID } from '../../../store/layout/layer-ids.ts'
import type { LayerRightTable } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { noteOf } from '../../accounts/audit.ts'
import { mustHaveRole } from '../../actions/guards.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'

/** Ids that are no agency's: what no layer can be called, layers of the base map, and words of addresses. */
const RESERVED: ReadonlySet<string> = new Set([
  ...BASE_LAYERS,
  ...['communes', 'addresses', 'layers', 'drafts'],
])
const PREFIX = /^[a-z][a-z0-9_]{1,18}-$/

/** What an administrator gives an office. */
export interface LayerGrant {
  /** New layers of the office begin with it: a short word and a hyphen. */
  readonly prefix?: string | undefined
  /** Layers that there are already. */
  readonly layers: readonly string[]
}

/** Whose a thematic layer is: an office's by the prefix of its id, or because an administrator gave it to it. */
export class LayerRights {
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor(people: PeopleStore, now: () => Date = () => new Date()) {
    this.#people = people
    this.#now = now
  }

  /** Rights of an office, by name. */
  list(office: string): Promise<LayerRightTable[]> {
    return this.#people.read(({ layerRights }) => layerRights.list(office))
  }

  /** Gives an office its prefix and layers, in the place of those it had. Throws {@link Refusal} `findings`, `unknown-office`. */
  async grant(actor: Actor, office: string, { prefix, layers }: LayerGrant): Promise<void> {
    mustHaveRole(actor, ['administrator'], 'layers-granted')
    const now = this.#now()
    const meta = { office, granted_by: actor.account, granted_at: now.toISOString() }
    const rights: LayerRightTable[] = [
      ...(prefix === undefined ? [] : [{ ...meta, name: prefix, kind: 'prefix' as const }]),
      ...layers.map((name) => ({ ...meta, name, kind: 'layer' as const })),
    ]
    for (const { name, kind } of rights) mustBeName(name, kind)
    await this.#people.write(async (tx) => {
      if ((await tx.offices.byId(office)) === undefined)
        throw new Refusal('unknown-office', {
          vi: `Không có cơ quan nào mang id "${office}".`,
          en: `No office has the id "${office}".`,
        })
      const others = (await tx.layerRights.list()).filter((each) => each.office !== office)
      for (const right of rights) mustBeFree(right, others)
      await tx.layerRights.put(office, rights)
      await noteOf(tx, actor, { action: 'layers-granted', subject: office, details: { prefix, layers } }, now)
    })
  }

  /** Throws {@link Refusal} unless the actor may write the layer: `findings` for an id that no layer can have, `other-office`. */
  async mustOwn(tx: PeopleTransaction, actor: Actor, layer: string): Promise<void> {
    mustHaveRole(actor, ['agency'], 'layer-batch')
    mustBeName(layer, 'layer')
    if (actor.key?.layers?.has(layer) === false)
      throw new Refusal('other-office', {
        vi: `Khoá API này chỉ dùng cho các lớp: ${[...actor.key.layers].join(', ')}.`,
        en: `This API key is for the layers ${[...actor.key.layers].join(', ')} only.`,
      })
    if (isOf(await tx.layerRights.list(), layer) === actor.office) return
    const own = (await tx.layerRights.list(actor.office)).map(({ name, kind }) =>
      kind === 'prefix' ? `${name}…` : name,
    )
    const list = own.join(', ')
    throw new Refusal('other-office', {
      vi: `Lớp "${layer}" không thuộc cơ quan này. ${list ? `Các lớp của cơ quan: ${list}.` : 'Cơ quan chưa được quản trị viên giao tiền tố hay lớp nào.'}`,
      en: `Layer "${layer}" is not this office's. ${list ? `Its layers: ${list}.` : 'No administrator has given it a prefix or a layer yet.'}`,
    })
  }
}

/** The office that a layer is of; undefined for nobody's. */
export function isOf(rights: readonly LayerRightTable[], layer: string): string | undefined {
  const named = rights.find(({ kind, name }) => kind === 'layer' && name === layer)
  return (named ?? rights.find(({ kind, name }) => kind === 'prefix' && layer.startsWith(name)))?.office
}

function mustBeName(name: string, kind: LayerRightTable['kind']): void {
  const path = kind === 'layer' ? 'layer' : 'prefix'
  if (kind === 'layer' && RESERVED.has(name))
    throw wrong(
      path,
      'layer-reserved',
      `"${name}" là mã dành riêng của bản đồ nền.`,
      `"${name}" is reserved: it is a base layer.`,
    )
  if ((kind === 'layer' ? LAYER_ID : PREFIX).test(name)) return
  const rule =
    kind === 'layer'
      ? {
          vi: 'chữ thường a–z, số, _ và -, bắt đầu bằng chữ, tối đa 40',
          en: 'a–z, 0–9, _ and -, beginning with a letter, at most 40',
        }
      : { vi: 'một từ a–z, 0–9, _ (2–19) và dấu -', en: 'a word of a–z, 0–9, _ (2–19) and a hyphen' }
  const shown = name.slice(0, 60)
  throw wrong(
    path,
    'layer-id',
    `${path} "${shown}": phải là ${rule.vi}.`,
    `${path} "${shown}": it must be ${rule.en}.`,
  )
}

/** A prefix takes no layer of another office with it, and no two are the beginning of each other. */
function mustBeFree({ name, kind }: LayerRightTable, others: readonly LayerRightTable[]): void {
  const taken = others.find((other) =>
    kind === 'prefix' || other.kind === 'prefix'
      ? (kind === 'prefix' && other.name.startsWith(name)) ||
        (other.kind === 'prefix' && name.startsWith(other.name))
      : other.name === name,
  )
  if (!taken) return
  const path = kind === 'prefix' ? 'prefix' : 'layers'
  throw wrong(
    path,
    'layer-taken',
    `"${name}" trùng với "${taken.name}" của cơ quan ${taken.office}.`,
    `"${name}" meets "${taken.name}" of the office ${taken.office}.`,
  )
}

function wrong(path: string, rule: string, vi: string, en: string): Refusal {
  const message = { vi, en }
  return new Refusal('findings', message, { findings: [{ rule, severity: 'error', path, message }] })
}

/** The refusal of layers where the record has none. */
export function noLayers(): Refusal {
  return new Refusal('no-mirror', {
    vi: 'Máy chủ này giữ sổ trong PostgreSQL (RECORD_URL) và không có lớp bản đồ chuyên ngành.',
    en: 'This server keeps the registry in PostgreSQL (RECORD_URL) and has no thematic layers.',
  })
}
