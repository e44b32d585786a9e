import { LOCAL_CODE } from '../../../codes/local-code.ts'
import type { ThingFacts } from './thing-facts.ts'

/**
 * Path of a code's page, as codes stand in a link: local ones, national ones and whole plus codes, in capital or small letters, in groups or in
 * one. Nothing else at the top of the server looks like one.
 */
export const CODE_PATH =
  '/:code(^(?:[Ll][0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}|[0-9]{10}|[2-9CFGHJMPQRVWXcfghjmpqrvwx]{8}\\+[2-9CFGHJMPQRVWXcfghjmpqrvwx]{2,7})$)'

/** Path of the page of a thing: of its code where it has one of its own, which stays when names change, else of its id. */
export function thingPath({
  id,
  code,
  isAddress,
  kind,
  plusCode,
}: Pick<ThingFacts, 'id' | 'code' | 'isAddress' | 'kind' | 'plusCode'>): string {
  if (isAddress && code !== undefined && LOCAL_CODE.test(code)) return `/${code}`
  if (kind === 'pluscode' && plusCode !== undefined) return `/${plusCode}`
  return `/p/${encodeURIComponent(id)}`
}

/** Query of a link that keeps the former form that was chosen, and what else is given. */
export function thingQuery(parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** Where the portal shows a thing on the map. */
export function portalQuery({ id, code, isAddress, label }: ThingFacts): string {
  if (!isAddress) return `?q=${encodeURIComponent(label)}`
  return code === undefined ? `?id=${encodeURIComponent(id)}` : `?code=${encodeURIComponent(code)}`
}
