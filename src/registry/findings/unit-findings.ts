import { boxContains } from '../../geo/box.ts'
import { type AreaAround, FAR_OUTSIDE, placeInArea, settledArea } from '../../geo/place-in-area.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft, UnitPort } from './ports.ts'

/** Findings about the unit that an address names and its point, and the commune of today that is meant, if it is known. */
export function unitFindings(
  draft: CheckedDraft,
  units: UnitPort,
): { commune: string | undefined; findings: RuleFinding[] } {
  const { lon, lat } = draft
  const placed = lon !== null && lat !== null && Number.isFinite(lon) && Number.isFinite(lat)
  const within = placed && boxContains(units.extent, lon, lat)
  const here = within ? units.containing(lon, lat) : undefined
  const { commune, findings } = namedCommune(draft, units, here)
  findings.push(...formerCode(draft, units))
  if (placed && !within) findings.push(outOfProvince(draft, lon, lat, units))
  else if (placed && commune !== undefined)
    findings.push(...placeFindings(draft, commune, lon, lat, here, units))
  return { commune, findings }
}

function namedCommune(
  { commune_code: code, former_commune_code: former, lon, lat }: CheckedDraft,
  units: UnitPort,
  here: AreaAround | undefined,
): { commune: string | undefined; findings: RuleFinding[] } {
  if (units.inForce(code)) return { commune: code, findings: [] }
  const successors = units.successors(code)
  if (successors.length === 0) return { commune: undefined, findings: [unknownCommune('commune_code', code)] }
  const settled = settledArea(successors, here)
  const list = successors.join(', ')
  const values = [code, lon, lat]
  if (settled === null) {
    const vi = `Xã/phường cũ ${quoted(code)} đã chia thành ${list}; toạ độ không nằm trong đơn vị nào trong số đó.`
    const en = `The former unit ${quoted(code)} was divided into ${list}; the position lies in none of them.`
    return { commune: undefined, findings: [finding('split-unit', 'commune_code', vi, en, { values })] }
  }
  const certain = successors.length === 1 || here?.approximate === false
  const vi = `Mã ${quoted(code)} là của đơn vị cũ; nay ${certain ? 'là' : 'có lẽ là'} ${settled}.`
  const en = `The code ${quoted(code)} is a former unit's; today it is ${certain ? '' : 'perhaps '}${settled}.`
  // What only approximate areas tell is no safe repair.
  const repair = certain
    ? { repair: { commune_code: settled, former_commune_code: former?.trim() || code } }
    : {}
  return {
    commune: settled,
    findings: [finding('former-unit', 'commune_code', vi, en, { values, ...repair })],
  }
}

function formerCode({ former_commune_code: former }: CheckedDraft, units: UnitPort): RuleFinding[] {
  const code = former?.trim()
  if (!code || units.inForce(code) || units.successors(code).length > 0) return []
  return [unknownCommune('former_commune_code', code)]
}

function unknownCommune(path: string, code: string): RuleFinding {
  return finding(
    'unknown-commune',
    path,
    `${path} ${quoted(code)} không phải mã của xã, phường nào, nay hay trước đây.`,
    `${path} ${quoted(code)} is the code of no commune, today or before.`,
    { values: [code] },
  )
}

function outOfProvince(
  draft: Pick<CheckedDraft, 'commune_code'>,
  lon: number,
  lat: number,
  { extent }: UnitPort,
): RuleFinding {
  const swapped = boxContains(extent, lat, lon)
  return finding(
    'out-of-province',
    'point',
    swapped
      ? `Kinh độ và vĩ độ bị đảo: ${lon} ${lat}.`
      : `Toạ độ ${lon} ${lat} nằm ngoài mọi xã, phường của tỉnh: trên biển, bên kia biên giới hay ở tỉnh khác.`,
    swapped
      ? `Longitude and latitude are swapped: ${lon} ${lat}.`
      : `The position ${lon} ${lat} is outside every commune of the province: in the sea, over the border or in another province.`,
    { values: [draft.commune_code, lon, lat], ...(swapped ? { repair: { lon: lat, lat: lon } } : {}) },
  )
}

function placeFindings(
  draft: CheckedDraft,
  commune: string,
  lon: number,
  lat: number,
  here: AreaAround | undefined,
  units: UnitPort,
): RuleFinding[] {
  const metres = () => units.metresTo(commune, lon, lat, FAR_OUTSIDE)
  const communes = here && here.code !== commune ? [commune, here.code] : [commune]
  const more = { values: [commune, lon, lat], communes }
  const there = here ? `${here.code}` : ''
  switch (placeInArea(commune, here, units.approximate, metres)) {
    case 'beyond-all':
      return [outOfProvince(draft, lon, lat, units)]
    case 'far-outside':
      return [
        finding(
          'far-outside-unit',
          'point',
          `Điểm nằm trong ${there}, cách ${commune} trên ${FAR_OUTSIDE} m.`,
          `The point lies in ${there}, more than ${FAR_OUTSIDE} m outside ${commune}.`,
          more,
        ),
      ]
    case 'outside':
      return [
        finding(
          'outside-unit',
          'point',
          `Điểm nằm trong ${there}, không phải trong ${commune}.`,
          `The point lies in ${there}, not in ${commune}.`,
          more,
        ),
      ]
    case 'near-boundary':
      return [
        finding(
          'near-boundary',
          'point',
          `Điểm cách ranh giới của ${commune} dưới 50 m: hãy xem lại điểm thuộc xã, phường nào.`,
          `The point is within 50 m of the boundary of ${commune}: look which commune it belongs to.`,
          more,
        ),
      ]
    default:
      return []
  }
}
