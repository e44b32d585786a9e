import type { FastifyReply } from 'fastify'
import type { ToldComponent } from '../../../registry/components/component-history.ts'
import type { ComponentOutcome } from '../../../registry/components/components.ts'
import type { ComponentVersion } from '../../../store/registry/components/component-version.ts'
import { languageOf } from '../../edge/language.ts'
import { findingJson } from '../finding-json.ts'

/** A hamlet or street as GeoJSON Feature; a street's line comes with `/v1/features/{id}`. */
export function componentFeature(version: ComponentVersion, formerNames: readonly string[] = []) {
  const { kind, uid, name, type, commune_code, former_commune_code, district_code } = version
  const { status, revision, valid_from, successor, lon, lat } = version
  return {
    type: 'Feature',
    id: uid,
    geometry: lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] },
    properties: {
      kind,
      name,
      type,
      commune_code,
      former_commune_code,
      district_code,
      status,
      revision,
      true_from: valid_from,
      former_names: formerNames,
      ...(successor !== null && { successor }),
    },
  }
}

/** One that was read, with its revision as tag. */
export function toldComponent(reply: FastifyReply, { version, formerNames }: ToldComponent) {
  reply.header('etag', `"${version.revision}"`)
  return componentFeature(version, formerNames)
}

/** What became of a change; its revision is the tag that a next one names. */
export function changedComponent(reply: FastifyReply, outcome: ComponentOutcome) {
  reply.header('cache-control', 'no-store')
  if ('repeated' in outcome) {
    const { subject, revision } = outcome.repeated
    reply.header('etag', `"${revision}"`)
    return { id: subject, revision }
  }
  const { version, event, findings = [] } = outcome
  const language = languageOf(reply.request)
  reply.header('etag', `"${version.revision}"`)
  const { properties, ...feature } = componentFeature(version)
  const told = findings.map((each) => findingJson(each, language))
  return { ...feature, properties: { ...properties, event, findings: told } }
}
