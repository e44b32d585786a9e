import type { QueryRemark } from '../api/replies.ts'
import type { Say } from './facts.ts'
import { plainDate } from './former-form.ts'

/** What is to be said of a query that has no results of its own: a place elsewhere, half a coordinate, an old postal code. */
export function remarkOn(
  remark: QueryRemark | undefined,
  say: Say,
): { title: string; text: string } | undefined {
  if (!remark) return undefined
  const { warnings, outside, missing, postcode } = remark
  if (warnings.includes('outside-province')) {
    if (!outside || outside.kind === 'point')
      return { title: say('point.outside'), text: say('point.outside.text') }
    const { name, within, until } = outside
    const where = !within
      ? ''
      : until
        ? say('remark.was-within', { name, within, date: plainDate(until) })
        : say('remark.within', { name, within })
    return {
      title: say('remark.outside', { name }),
      text: [where, say('point.outside.text')].filter(Boolean).join(' '),
    }
  }
  if (missing) return { title: say(`remark.missing-${missing}`), text: say('remark.missing.text') }
  if (warnings.includes('coordinate-incomplete'))
    return { title: say('remark.short-plus-code'), text: say('remark.short-plus-code.text') }
  if (warnings.includes('coordinate-not-understood'))
    return { title: say('remark.not-understood'), text: say('remark.not-understood.text') }
  if (postcode && warnings.length > 0) {
    const { code, list } = postcode
    if (list === 'unknown')
      return { title: say('remark.no-postcode', { code }), text: say('remark.no-postcode.text') }
    return {
      title: say('remark.old-postcode', { code }),
      text: say(list === 'before-2018' ? 'remark.postcode-before-2018' : 'remark.postcode-former'),
    }
  }
  return undefined
}
