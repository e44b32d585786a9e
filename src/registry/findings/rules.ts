import type { Finding } from '../refusal.ts'

type Severity = Finding['severity']

/** Every rule of the findings with its severity: an error refuses, a warning wants a look, info is told. */
export const RULES = {
  'unreadable-row': 'error',
  'row-twice': 'error',
  'unknown-field': 'error',
  'missing-field': 'error',
  'field-value': 'error',
  'field-of-other-class': 'warning',
  'unknown-commune': 'error',
  'former-unit': 'warning',
  'split-unit': 'error',
  'out-of-province': 'error',
  'far-outside-unit': 'error',
  'outside-unit': 'warning',
  'near-boundary': 'warning',
  'code-scheme': 'error',
  'code-check-digit': 'error',
  'code-form': 'error',
  'code-taken': 'error',
  'no-house-number': 'warning',
  'text-kept-raw': 'info',
  'personal-data': 'warning',
  'personal-name': 'error',
  'unknown-item': 'error',
  'item-twice': 'error',
  'too-many-items': 'error',
  'far-position': 'warning',
  'implausible-class': 'warning',
  'hamlet-ambiguous': 'warning',
  'same-number': 'warning',
  'same-place': 'warning',
  'close-by': 'info',
  'house-order': 'warning',
  'house-side': 'warning',
  'layer-identity': 'warning',
  'layer-phone': 'warning',
  'layer-birth-date': 'warning',
  'layer-disease': 'warning',
  'layer-reveals': 'warning',
  'layer-threshold': 'warning',
  'layer-personal': 'info',
} as const satisfies Record<string, Severity>

export type RuleName = keyof typeof RULES
