import type { App } from '../../http/edge/app-type.ts'
import { type ContactParts, contactRoutes } from '../../http/people/contacts.ts'
import { type OwnDataPageParts, ownDataPage } from '../../http/people/own-data-page.ts'
import { type PersonRequestParts, personRequestRoutes } from '../../http/people/person-requests.ts'

/** What the routes of {@link PEOPLE_ROUTES} take. */
export type PeopleRouteParts = ContactParts & PersonRequestParts & OwnDataPageParts

/** Routes about people, in the order of the API's description. */
export const PEOPLE_ROUTES: ReadonlyArray<(app: App, parts: PeopleRouteParts) => void> = [
  contactRoutes,
  personRequestRoutes,
  ownDataPage,
]
