import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { StoredCertificate } from '../../../store/people/certificates/certificate-tables.ts'
import { shownReceipt } from '../../doors/receipt-door.ts'
import type { App } from '../../edge/app-type.ts'
import { baseUrlOf } from '../../edge/base-url.ts'
import { Json, Limit, query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { certificatePages } from './certificate-pages.ts'
import { CertificatePapers, type CertificateParts } from './certificate-papers.ts'
import { checkPages } from './check-page.ts'

const serialParams = Type.Object({ serial: Type.String({ minLength: 1, maxLength: 60 }) })
const CERTIFICATE = Json(
  'serial, address, revision, day, office, sha256, state, url of the page that checks it',
)

/** *Giấy xác nhận địa chỉ số* over HTTP: issued, listed, revoked, their files, and the pages of officers and of whoever checks one. */
export function certificateRoutes(
  app: App,
  parts: CertificateParts & { csrfOf: (request: FastifyRequest) => Promise<string | undefined> },
): void {
  const papers = new CertificatePapers(parts)
  const { guard } = parts
  const tags = ['certificates']
  const json = (request: FastifyRequest, certificate: StoredCertificate) =>
    certificateJson(certificate, baseUrlOf(request, parts.publicUrl))

  app.post(
    '/v1/addresses/:id/certificates',
    {
      onRequest: guard.check,
      schema: {
        ...{ operationId: 'issueCertificate', tags },
        summary: 'Cấp giấy xác nhận địa chỉ số · Issue a certificate of an address',
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
        querystring: query({}),
        body: Type.Object({}, { additionalProperties: false }),
        response: { 201: CERTIFICATE },
      },
    },
    async (request, reply) => {
      const issued = await papers.issue(request, request.params.id)
      const told = json(request, issued)
      reply.code(201).headers({ 'cache-control': 'no-store', location: told.url })
      return told
    },
  )

  app.get(
    '/v1/certificates',
    {
      onRequest: guard.check,
      schema: {
        ...{ operationId: 'listCertificates', tags },
        summary:
          'Giấy đã cấp trong địa bàn, mới nhất trước · Certificates of one’s own area, the newest first',
        querystring: query({
          address: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          after: Type.Optional(
            Type.String({ maxLength: 60, description: 'Serial of the last one of the page before' }),
          ),
          limit: Type.Optional(Limit(50, 500)),
        }),
        response: { 200: Json('certificates, with the reasons of revocations') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { address, after, limit = 50 } = request.query
      const list = papers.rules.list(guard.of(request), { address, after, limit })
      const found = await orRefused(list)
      return { certificates: found.map((each) => ({ ...json(request, each), reason: each.reason })) }
    },
  )

  app.post(
    '/v1/certificates/:serial/revoke',
    {
      onRequest: guard.check,
      schema: {
        ...{ operationId: 'revokeCertificate', tags },
        summary: 'Thu hồi một giấy xác nhận · Revoke a certificate',
        params: serialParams,
        querystring: query({}),
        body: Type.Object(
          { reason: Type.String({ minLength: 1, maxLength: 500 }) },
          { additionalProperties: false },
        ),
        response: { 200: CERTIFICATE },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { serial } = request.params
      return json(
        request,
        await orRefused(papers.rules.revoke(guard.of(request), serial, request.body.reason)),
      )
    },
  )

  app.get(
    '/v1/certificates/:serial.pdf',
    {
      schema: {
        ...{ operationId: 'getCertificateFile', tags },
        summary: 'Tệp của giấy xác nhận, như khi cấp · The file of a certificate, as it was issued',
        params: serialParams,
        querystring: query({}),
        response: {
          200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary', description: 'application/pdf' }),
        },
      },
    },
    async (request, reply) => {
      const work = () => papers.file(request, request.params.serial)
      const { serial, file } = await shownReceipt(parts.strangers, request, reply, work)
      return reply
        .header('content-disposition', `inline; filename="giay-xac-nhan-${serial}.pdf"`)
        .type('application/pdf')
        .serializer((body: Buffer) => body as unknown as string)
        .send(file)
    },
  )

  checkPages(app, parts, papers)
  certificatePages(app, parts, papers)
}

function certificateJson(certificate: StoredCertificate, base: string) {
  const { serial, address, revision, day, office_name, heading, sha256, demo, revoked_at } = certificate
  return {
    ...{ serial, address, revision, day, office: office_name, heading, sha256 },
    demonstration: demo === 1,
    state: revoked_at === null ? 'issued' : 'revoked',
    revoked_at,
    url: `${base}${CertificatePapers.path(serial)}`,
    file: `${base}/v1/certificates/${serial}.pdf`,
  }
}
