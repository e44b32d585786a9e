import type { Language } from '../../errors.ts'
import type { BatchReport } from '../../registry/batches/batch-reports.ts'
import type { FileReport } from '../../registry/batches/file-report.ts'
import { FIRST_NUMBER, isDraft, type LayerReport } from '../../registry/batches/layers/layer-content.ts'
import type { Sample } from '../../registry/batches/sampling/batch-sampling.ts'
import type { Finding } from '../../registry/refusal.ts'
import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import { findingJson } from '../registry/finding-json.ts'

/** A batch as an answer tells it, in one language. */
export function batchJson(report: BatchReport, language: Language): Record<string, unknown> {
  const { batch, file, layer, outcomes, waiting, events } = report
  const { id, kind, name, state, dry_run, created_at, expires_at } = batch
  const { '': warned = 0, ...offices } = waiting
  return {
    id,
    kind,
    ...(kind === 'layer' && { layer: batch.layer }),
    name,
    state,
    dry_run: dry_run === 1,
    created_at,
    expires_at,
    ...(file && ('problem' in file ? { problem: file.problem[language] } : fileJson(file, language))),
    ...(layer && layerJson(layer, language)),
    outcomes,
    waiting: { warnings: warned, offices },
    events,
    ...(report.lots.length > 0 && { sample: sampleJson(report) }),
  }
}

/** Lots and what was drawn of them. */
export function sampleJson({ lots, drawn }: Sample) {
  return {
    lots: lots.map(({ commune_code, hamlet, size, sample, allowed, state }) => ({
      commune_code,
      hamlet: hamlet || null,
      size,
      sample,
      allowed,
      state,
    })),
    drawn: drawn.map(({ uid, commune_code, hamlet, verdict, text }) => ({
      id: uid,
      commune_code,
      hamlet: hamlet || null,
      verdict,
      text,
    })),
  }
}

/** A row with what is told of it. */
export function rowJson(row: StoredBatchRow, language: Language) {
  const { line, uid, plan, outcome, office, proposal, findings, content } = row
  const told = findings === null ? [] : (JSON.parse(findings) as Finding[])
  const { changes } = JSON.parse(content ?? '{}') as { changes?: unknown }
  return {
    line: line > FIRST_NUMBER ? null : line,
    id: uid || null,
    plan,
    outcome,
    office,
    proposal,
    ...(changes !== undefined && { changes }),
    findings: told.map((each) => findingJson(each, language)),
  }
}

/** What a file of a layer holds. */
function layerJson(report: LayerReport, language: Language) {
  const {
    layer,
    read,
    added,
    changed,
    unchanged,
    gone,
    removed,
    refused,
    newFields,
    findings,
    notes,
    geocoded,
  } = report
  return {
    title: { vi: layer.after.title_vi, en: layer.after.title_en },
    new_layer: layer.before === null,
    new_fields: newFields,
    draft: isDraft(report),
    ...{ read, added, changed, unchanged, gone, removed, refused },
    ...(geocoded && { geocoded }),
    findings: findings.map((each) => findingJson(each, language)),
    notes: notes.map((each) => each[language]),
  }
}

function fileJson({ rows, plans, offices, warnings, findings }: FileReport, language: Language) {
  const { structural, single, ...counts } = findings
  return {
    read: rows,
    plans,
    offices,
    warnings,
    findings: {
      ...counts,
      structural: structural.map(({ rule, rows, lines, example }) => ({
        rule,
        rows,
        lines,
        example: findingJson(example, language),
      })),
      single: single.map(({ line, id, finding }) => ({ line, id, ...findingJson(finding, language) })),
    },
  }
}
