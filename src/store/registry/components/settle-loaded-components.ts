import type { Database } from 'better-sqlite3'
import { componentHash } from '../../../chains/component-hash.ts'
import { dayOf } from '../../../chains/day-of.ts'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import { type Origin, VersionBatches } from '../loads/version-batches.ts'
import { COMPONENT_KINDS, type ComponentKind, LAYER_COLUMNS } from './component-layers.ts'
import {
  COMPONENT_COLUMNS,
  type ComponentContent,
  type StoredComponent,
  saysTheSame,
  shapeOf,
  unitOf,
} from './component-version.ts'

/** Edits taken at once, as SQLite lets nobody write while a statement is walked through. */
const PAGE = 5000

type LayerRow = Pick<ComponentContent, 'uid' | 'name'> & Partial<ComponentContent> & { geom: Buffer | null }

/** What a load has changed of hamlets. */
export interface LoadedHamlets {
  /** Uids of those that came in or moved: addresses may lie in them. */
  readonly placed: number
  readonly renamed: readonly { readonly uid: string; readonly name: string }[]
  readonly ended: readonly string[]
}

/**
 * Gives every hamlet and street that was edited, by a load or before there were versions, its version: one event a commune,
 * with their number and the root over their hashes. Call inside a transaction.
 */
export function settleLoadedComponents(db: Database, origin: Origin, now: Date = new Date()): LoadedHamlets {
  const batches = new VersionBatches(db, origin, now.toISOString())
  const touched = db.prepare<[], { fid: number; kind: ComponentKind; uid: string }>(
    `SELECT fid, kind, uid FROM zz_component_touched ORDER BY fid LIMIT ${PAGE}`,
  )
  const forget = db.prepare<[number]>('DELETE FROM zz_component_touched WHERE fid <= ?')
  const newest = db.prepare<[string, string], StoredComponent>(
    `SELECT ${COMPONENT_COLUMNS.join(', ')} FROM zz_component_version WHERE uid = ? AND kind = ? ORDER BY revision DESC LIMIT 1`,
  )
  const insert = db.prepare<[object]>(
    `INSERT INTO zz_component_version(${COMPONENT_COLUMNS.join(', ')})
     VALUES (${COMPONENT_COLUMNS.map((column) => `@${column}`).join(', ')})`,
  )
  const layers = Object.fromEntries(COMPONENT_KINDS.map((kind) => [kind, layerReader(db, kind)])) as Record<
    ComponentKind,
    ReturnType<typeof layerReader>
  >
  let placed = 0
  const renamed: { uid: string; name: string }[] = []
  const ended: string[] = []
  for (let page = touched.all(); page.length > 0; page = touched.all()) {
    for (const { kind, uid } of page) {
      const last = newest.get(uid, kind)
      const content = layers[kind](uid) ?? (last?.status === 'created' ? endOf(last) : undefined)
      if (content === undefined || (last !== undefined && saysTheSame(last, content))) continue
      const version = { ...content, revision: (last?.revision ?? 0) + 1, valid_from: dayOf(now) }
      const unit = unitOf(content)
      insert.run({ ...version, recorded_at: now.toISOString(), event: batches.eventOf(unit) })
      batches.add(unit, uid, componentHash(version))
      if (kind === 'street') continue
      if (content.status === 'ended') ended.push(uid)
      else if (last?.status !== 'created' || last.name === content.name) placed++
      else renamed.push({ uid, name: content.name })
    }
    forget.run(page.at(-1)!.fid)
  }
  batches.close()
  return { placed, renamed, ended }
}

function layerReader(db: Database, kind: ComponentKind): (uid: string) => ComponentContent | undefined {
  const columns = Object.entries(LAYER_COLUMNS[kind]).map(([of, column]) => `${column} AS ${of}`)
  const read = db.prepare<[string], LayerRow>(
    `SELECT uid, geom, ${columns.join(', ')} FROM ${kind} WHERE uid = ?`,
  )
  return (uid) => {
    const row = read.get(uid)
    if (row === undefined) return undefined
    const { geom, ...fields } = row
    const blob = Buffer.isBuffer(geom) ? geom : null
    const [lon = null, lat = null] = (kind === 'hamlet' && blob && decodePoint(blob)) || []
    return {
      ...EMPTY,
      ...fields,
      kind,
      status: 'created',
      lon,
      lat,
      shape: kind === 'street' ? shapeOf(blob) : null,
    }
  }
}

const EMPTY = {
  type: null,
  commune_code: null,
  former_commune_code: null,
  district_code: null,
  accuracy: null,
  successor: null,
} as const

function endOf({ revision, valid_from, recorded_at, event, ...content }: StoredComponent): ComponentContent {
  return { ...content, status: 'ended', successor: null }
}
