import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem, refuse } from '../../errors.ts'
import type { BatchReading } from '../../registry/batches/batch-reading.ts'
import type { BatchReports } from '../../registry/batches/batch-reports.ts'
import type { BatchActs } from '../../registry/batches/layers/batch-acts.ts'
import type { LayerRights } from '../../registry/batches/layers/layer-rights.ts'
import type { LayerWriting } from '../../registry/batches/layers/layer-writing.ts'
import type { BatchSampling } from '../../registry/batches/sampling/batch-sampling.ts'
import type { OpenSamples } from '../../registry/batches/sampling/open-samples.ts'
import type { FormBodies } from '../doors/form-bodies.ts'
import { Json } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { orRefused } from '../registry/refused.ts'
import { batchJson } from './batch-json.ts'

/** Batches of addresses and of thematic layers, and where their files lie until they are read. */
export interface BatchDesk {
  readonly files: {
    keep(name: string, bytes: AsyncIterable<Uint8Array>): Promise<string>
    discard(file: string): void
  }
  readonly reading: BatchReading
  readonly acts: BatchActs
  readonly sampling: BatchSampling
  readonly openSamples: OpenSamples
  readonly reports: BatchReports
  readonly layers: { readonly rights: LayerRights; readonly writing: LayerWriting }
}

export interface AddressBatchParts {
  /** Undefined where `people.db` cannot be used. */
  batches: BatchDesk | undefined
  guard: ActorGuard
  forms: Pick<FormBodies, 'proofs'>
  /** Largest file, in bytes. */
  maxTableBytes: number
}

/** An id in a path or a body. */
export const Id = Type.String({ minLength: 1, maxLength: 64 })
/** The id of a batch in a path. */
export const params = Type.Object({ id: Id })
/** Rules whose warnings are accepted. */
export const Rules = Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
  maxItems: 50,
  uniqueItems: true,
})
export const REPORT = Json(
  'the batch: state, plans, offices, warnings, findings, outcomes, waiting, events, sample',
)

/** What the routes of batches have in common. */
export const batchSchema = (operationId: string, summary: string) => ({
  operationId,
  tags: ['registry'],
  summary,
})

/** The batches; throws {@link Problem} where `people.db` cannot be used. */
export function deskOf({ batches }: AddressBatchParts): BatchDesk {
  if (batches) return batches
  throw new Problem('no-proposals')
}

/**
 * The batch as it stands.
 *
 * @param sent whether this request sent the file: one that could not be read refuses it
 */
export async function answerBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: AddressBatchParts,
  id: string,
  sent: boolean,
): Promise<Record<string, unknown>> {
  const report = await orRefused(deskOf(parts).reports.report(parts.guard.of(request), id))
  const { file, batch } = report
  if (sent && file !== undefined && 'problem' in file)
    throw refuse('data', 'bad-file', file.problem.vi, file.problem.en)
  reply.header('cache-control', 'no-store')
  if (sent) reply.code(batch.state === 'reading' ? 202 : 201).header('location', `/v1/batches/${id}`)
  return batchJson(report, languageOf(request))
}
