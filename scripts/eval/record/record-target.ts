import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import type { Unit, UnitRegister } from '../../../src/units/unit-register.ts'

export type TargetKind = 'house' | 'street' | 'hamlet' | 'place' | 'unit'

/** A former commune of a row, with the units above it on its last day. */
export interface FormerLineage {
  readonly commune: Unit
  readonly district: Unit
  readonly province: Unit
}

/** A row of the record that is asked for. */
export interface RecordTarget {
  readonly kind: TargetKind
  readonly uid: string
  /** What stands before its units: "12 Hùng Vương", "Ấp 3", "Chợ Bến Lức". */
  readonly name: string
  /** Other names that mean the same row. */
  readonly otherNames: readonly string[]
  readonly position: readonly [lon: number, lat: number] | undefined
  /** Its commune of today; a unit that ended: the communes that hold its land. */
  readonly communes: readonly Unit[]
  /** Its former commune, and earlier ones that this one was made from; none where the record does not say. */
  readonly formers: readonly FormerLineage[]
  /** Its former district, where only that is known. */
  readonly district: Unit | undefined
  readonly code: string | undefined
  readonly number: string | undefined
  /** The unit itself, of a unit. */
  readonly unit: Unit | undefined
}

const NOTHING = {
  otherNames: [],
  formers: [],
  district: undefined,
  code: undefined,
  number: undefined,
  unit: undefined,
}

/** The rows of a record as targets, in the order of the record. */
export class RecordTargets {
  readonly #record: RecordStore
  readonly #register: UnitRegister

  constructor(record: RecordStore, register: UnitRegister) {
    this.#record = record
    this.#register = register
  }

  hamlets(): RecordTarget[] {
    return [...this.#record.gazetteer.hamlets()].flatMap(
      ({ uid, name, geom, commune_code, former_commune_code }) =>
        this.#inCommune({ kind: 'hamlet', uid, name, geom }, commune_code, former_commune_code),
    )
  }

  streets(): RecordTarget[] {
    return [...this.#record.gazetteer.streets()].flatMap(({ uid, name, commune_code, district_code }) => {
      if (commune_code) return this.#inCommune({ kind: 'street', uid, name, geom: null }, commune_code, null)
      const district = this.#register
        .versions(district_code ?? '')
        .findLast(({ level }) => level === 'district')
      if (!district) return []
      const communes = this.#register.successorsOfArea(district).map(({ unit }) => unit)
      return [{ ...NOTHING, kind: 'street' as const, uid, name, position: undefined, communes, district }]
    })
  }

  places(): RecordTarget[] {
    return [...this.#record.gazetteer.places()].flatMap(({ uid, name, alt_names, geom, commune_code }) =>
      this.#inCommune({ kind: 'place', uid, name, geom }, commune_code, null).map((target) => ({
        ...target,
        otherNames: alt_names?.split('|') ?? [],
      })),
    )
  }

  /** The addresses with these row numbers that have a number and a street or hamlet. */
  houses(fids: readonly number[]): RecordTarget[] {
    return fids.flatMap((fid) => {
      const row = this.#record.publicAddresses.byFid(fid)
      if (!row?.house_number || row.status === 'retired' || !(row.street ?? row.hamlet)) return []
      const name = row.street ? `${row.house_number} ${row.street}` : `Số ${row.house_number}, ${row.hamlet}`
      return this.#inCommune(
        { kind: 'house', uid: row.uid, name, geom: row.geom },
        row.commune_code,
        row.former_commune_code,
      ).map((target) => ({ ...target, code: row.code ?? undefined, number: row.house_number ?? undefined }))
    })
  }

  units(): RecordTarget[] {
    return this.#register.all.map((unit) => {
      const lineage = unit.level === 'commune' && unit.validTo ? this.#lineage(unit) : undefined
      return {
        ...NOTHING,
        kind: 'unit',
        uid: `${unit.code}@${unit.validFrom}`,
        name: unit.fullName,
        position: unit.centre,
        communes:
          unit.level === 'commune'
            ? this.#register.successorsOf(unit).map((path) => path.unit)
            : this.#register.successorsOfArea(unit).map((path) => path.unit),
        formers: lineage ? [lineage] : [],
        code: unit.code,
        unit,
      }
    })
  }

  #inCommune(
    { kind, uid, name, geom }: { kind: TargetKind; uid: string; name: string; geom: Buffer | null },
    commune: string | null,
    former: string | null,
  ): RecordTarget[] {
    const unit = commune ? this.#register.get(commune, this.#register.today, 'commune') : undefined
    if (!unit) return []
    const position = geom ? decodePoint(geom) : undefined
    return [
      {
        ...NOTHING,
        kind,
        uid,
        name,
        position,
        communes: [unit],
        formers: former ? this.#formers(former) : [],
      },
    ]
  }

  /** A former commune and the communes it was wholly made from: those of which a row's place is sure. */
  #formers(code: string): FormerLineage[] {
    const commune = this.#register
      .versions(code)
      .findLast(({ level, validTo }) => level === 'commune' && validTo)
    if (!commune) return []
    const before = this.#register.history(code, commune.validTo).before
    const renamed = before.length === 1 && before[0]!.extent === 'whole' ? [before[0]!.from] : []
    return [commune, ...renamed].flatMap((unit) => this.#lineage(unit) ?? [])
  }

  #lineage(commune: Unit): FormerLineage | undefined {
    const { district, province } = this.#register.lineageOf(commune) ?? {}
    return district && province ? { commune, district, province } : undefined
  }
}
