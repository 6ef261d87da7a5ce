import { z } from 'zod'
import * as shapes from '../shapes.ts'
import { pageFrom, pageInput, pageOf, read, scopes } from './page.ts'

const untrusted = ['description', 'reference']

export const paymentLinks = read({
  description: 'List Razorpay payment links: status, amount, what is paid, address, reference.',
  scopes,
  input: pageInput,
  untrusted,
  run: async (api, input) =>
    pageOf('paymentLinks', input, await api.paymentLinks(pageFrom(input)), shapes.paymentLinkShape),
})

export const paymentLink = read({
  description: 'Read one Razorpay payment link: status, amount, what is paid, address, until when.',
  scopes,
  input: z.strictObject({ paymentLinkId: shapes.paymentLinkId }),
  untrusted,
  run: async (api, { paymentLinkId }) => ({
    paymentLink: shapes.paymentLinkShape(await api.paymentLink(paymentLinkId)),
  }),
})
