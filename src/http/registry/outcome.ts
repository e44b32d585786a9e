import type { FastifyReply } from 'fastify'
import type { Outcome } from '../../registry/registry.ts'
import { shownSupplements, shownVersion } from '../../registry/shown-version.ts'
import { languageOf } from '../edge/language.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import { supplementsJson } from '../features/supplements-json.ts'
import { findingJson } from './finding-json.ts'

/**
 * The address as anybody may see it; its revision is the tag that a next change names. Of what waits for another person the
 * proposal, of a request that came again what it did the first time.
 */
export function shown(reply: FastifyReply, outcome: Outcome, units: UnitKnowledge) {
  reply.header('cache-control', 'no-store')
  if ('proposal' in outcome) {
    reply.code(202)
    return { proposal: outcome.proposal }
  }
  if ('repeated' in outcome) {
    const { subject, revision } = outcome.repeated
    reply.header('etag', `"${revision}"`)
    return { id: subject, revision }
  }
  const { version, event, held, findings = [] } = outcome
  const { revision } = version
  const language = languageOf(reply.request)
  const told = findings.map((each) => findingJson(each, language))
  reply.header('etag', `"${revision}"`)
  const row = shownVersion(version)
  const supplements = held && supplementsJson(row, shownSupplements(version, held))
  return addressFeature(row, units, { vn: { revision, event, ...supplements, findings: told } })
}
