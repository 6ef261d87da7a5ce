/** Everything that can be asked of Razorpay. */
export { dispute, disputes } from './reads/disputes.ts'
export { paymentLink, paymentLinks } from './reads/payment-links.ts'
export { order, orderPayments, orders, payment, payments, refunds } from './reads/payments.ts'
export { settlement, settlementRecon, settlements } from './reads/settlements.ts'
