import { Ajv } from 'ajv'

/** The rules of GeocodeJSON 0.1.0 (geocoders/geocodejson-spec, draft) in our own words, stricter where api.md is. */
const SCHEMA = {
  type: 'object',
  required: ['type', 'features', 'geocoding'],
  properties: {
    type: { const: 'FeatureCollection' },
    geocoding: {
      type: 'object',
      required: ['version', 'licence', 'attribution', 'query'],
      additionalProperties: false,
      properties: {
        version: { const: '0.1.0' },
        licence: { type: 'string' },
        attribution: { type: 'string' },
        query: { type: 'string' },
      },
    },
    features: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'id', 'geometry', 'properties'],
        properties: {
          type: { const: 'Feature' },
          id: { type: ['string', 'number'] },
          bbox: { type: 'array', minItems: 4, maxItems: 4, items: { type: 'number' } },
          geometry: {
            type: ['object', 'null'],
            required: ['type', 'coordinates'],
            properties: {
              type: { const: 'Point' },
              coordinates: {
                type: 'array',
                minItems: 2,
                maxItems: 2,
                items: [
                  { type: 'number', minimum: -180, maximum: 180 },
                  { type: 'number', minimum: -90, maximum: 90 },
                ],
              },
            },
          },
          properties: {
            type: 'object',
            required: ['geocoding'],
            properties: {
              geocoding: {
                type: 'object',
                required: ['type', 'label'],
                additionalProperties: false,
                properties: {
                  type: {
                    enum: ['house', 'street', 'locality', 'district', 'city', 'county', 'state', 'country'],
                  },
                  accuracy: { type: 'number', minimum: 0 },
                  ...Object.fromEntries(
                    [
                      'label',
                      'name',
                      'housenumber',
                      'street',
                      'locality',
                      'postcode',
                      'city',
                      'district',
                      'county',
                      'state',
                      'country',
                    ].map((name) => [name, { type: 'string', minLength: 1 }]),
                  ),
                  admin: {
                    type: 'object',
                    additionalProperties: false,
                    patternProperties: { '^level[0-9]+$': { type: 'string' } },
                  },
                  geohash: { type: 'string' },
                },
              },
            },
          },
        },
      },
    },
  },
}

const validate = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA)

/** What is wrong with an answer as GeocodeJSON, in words; empty when nothing is. */
export function geocodeJsonErrors(body: unknown): string[] {
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
