import type { ThingFacts } from './thing-facts.ts'

/** A thing as search engines read it: https://schema.org Place or AdministrativeArea, with its address, place and codes. */
export function thingData(facts: ThingFacts, url: string): Record<string, unknown> {
  const { isUnit, head, label, position, commune, state, postcode, code, ndas, plusCode, former, street } =
    facts
  const identifiers = [
    ['local', code],
    ['ndas', ndas],
    ['pluscode', plusCode],
  ] as const
  return {
    '@context': 'https://schema.org',
    '@type': isUnit ? 'AdministrativeArea' : 'Place',
    '@id': url,
    url,
    name: head,
    description: label,
    ...(former.length > 0 && !isUnit ? { alternateName: former.map((one) => one.label) } : {}),
    address: {
      '@type': 'PostalAddress',
      ...(isUnit ? {} : { streetAddress: street }),
      addressLocality: commune,
      addressRegion: state,
      postalCode: postcode,
      addressCountry: 'VN',
    },
    ...(position
      ? { geo: { '@type': 'GeoCoordinates', latitude: position[1], longitude: position[0] } }
      : {}),
    identifier: identifiers.flatMap(([propertyID, value]) =>
      value === undefined ? [] : [{ '@type': 'PropertyValue', propertyID, value }],
    ),
  }
}

/** JSON that may stand in a `<script>` of data: no text in it can end the element. */
export function dataText(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}
