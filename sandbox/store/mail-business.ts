/** The business mail of Bluebird Store: its workshops, the notices of machines, and what Asha began to write. */
import { DAY, dateOf, HOUR, type Letter, orderWith, type Person, rupees, type Turn, talk } from './letters.ts'
import type { Store } from './types.ts'

const block: Person = { name: 'Jaipur Block Printers', address: 'orders@jaipurblock.example' }
const cane: Person = { name: 'Kochi Cane Works', address: 'dispatch@kochicane.example' }
const razorpay: Person = { name: 'Razorpay', address: 'alerts@razorpay.example' }
const courier: Person = { name: 'Delhivery', address: 'pickups@delhivery.example' }

const priceList = { thread: 'prices', with: block, subject: 'New price list', labels: ['INBOX', 'Vendors'] }

export function workshops(now: number): Letter[] {
  return [
    ...talk(
      { thread: 'delay', with: cane, subject: 'Cane trunks: two weeks late', labels: ['INBOX', 'Vendors'] },
      [
        {
          at: now - 15 * DAY,
          text: 'Dear Asha,\n\nthe rains were long and the cane did not dry. The twelve storage trunks of your order BB-PO-17 will leave us two weeks late. We are sorry.\n\nThomas, Kochi Cane Works',
        },
        {
          by: 'shop',
          at: now - 14 * DAY,
          text: 'Dear Thomas,\n\nthank you for telling us. Which day exactly? A customer has waited for one for weeks.\n\nAsha, Bluebird Store',
        },
        {
          at: now - 12 * DAY,
          text: `Dear Asha, six trunks leave on ${dateOf(now + 5 * DAY)}, six a week later. Thomas`,
        },
      ],
    ),
    ...talk(priceList, [
      {
        at: now - 5 * DAY,
        text: `Dear Bluebird,\n\nattached is our new price list. From ${dateOf(now + 10 * DAY)} quilts go up by 6 per cent; cushion covers stay as they are. Orders that reach us before keep the old price.\n\nWarm regards,\nJaipur Block Printers`,
        attachment: 'price-list.pdf',
      },
      {
        by: 'shop',
        at: now - 4 * DAY,
        text: 'Thank you. Is there a better price from 50 quilts?\n\nAsha, Bluebird Store',
      },
      {
        at: now - 3 * DAY,
        text: 'From 50 quilts: 4 per cent off the new price.',
        labels: ['INBOX', 'UNREAD', 'Vendors'],
      },
    ]),
  ]
}

/** Mails of machines: HTML and nothing else. */
export function notices(store: Store, now: number): Letter[] {
  const notice = (thread: string, from: Person, subject: string, turn: Turn & { labels: string[] }) =>
    talk({ thread, with: from, subject, labels: turn.labels, isHtml: true }, [turn])
  const dispute = store.razorpay.disputes[0]
  const payouts = store.razorpay.settlements.slice(-6).flatMap(({ id, amount, utr, created_at }) =>
    notice(`payout ${id}`, razorpay, `Settlement of ${rupees(amount)}`, {
      at: created_at * 1000 + HOUR,
      text: `We settled ${rupees(amount)} to your bank account.\nSettlement: ${id}\nUTR: ${utr}`,
      labels: ['CATEGORY_UPDATES'],
    }),
  )
  return [
    ...payouts,
    ...(dispute
      ? notice('dispute', razorpay, `Action needed: dispute of ${rupees(dispute.amount)}`, {
          at: dispute.created_at * 1000 + HOUR,
          text: `A customer disputed the payment ${dispute.payment_id} (order #1188).\nReason: ${dispute.reason_description}\nRespond by ${dateOf(dispute.respond_by * 1000)}.`,
          labels: ['INBOX', 'UNREAD', 'IMPORTANT'],
        })
      : []),
    ...notice('pickup', courier, 'Pickup missed', {
      at: now - 8 * DAY,
      text: 'Our rider found nobody at Mumbai Warehouse at 18:20. The next try is tomorrow.',
      labels: ['INBOX'],
    }),
    ...notice('offer', { name: 'Boxes & More', address: 'news@boxes.example' }, '20 % off cartons', {
      at: now - 6 * DAY,
      text: 'Cartons, tape and paper: 20 % off & free delivery until Sunday.',
      labels: ['INBOX', 'UNREAD', 'CATEGORY_PROMOTIONS'],
    }),
    ...notice(
      'phish',
      { name: 'Mail Admin', address: 'admin@mailbox-verify.example' },
      'Verify your mailbox',
      {
        at: now - 9 * DAY,
        text: 'Your mailbox is full. Enter your password at http://mailbox-verify.example.',
        labels: ['SPAM', 'UNREAD'],
      },
    ),
  ]
}

/** What Asha began and has not sent: one in a conversation, one on its own. */
export function drafts(store: Store, now: number): Letter[] {
  const { who, they } = orderWith(store, 1064)
  const answer = talk(priceList, [
    { by: 'shop', at: now - 2 * DAY, text: '', labels: ['DRAFT'] },
    {
      by: 'shop',
      at: now - 2 * DAY,
      text: 'Then we take 60. Please send a proforma.\n\nAsha',
      labels: ['DRAFT'],
    },
  ]).slice(1)
  const alone = { thread: 'thanks', with: they, subject: 'Thank you from Bluebird', labels: ['DRAFT'] }
  const text = `Dear ${who.firstName},\n\nthank you for your patience with #1064.\n\nAsha, Bluebird Store`
  return [...answer, ...talk(alone, [{ by: 'shop', at: now - 7 * DAY, text, labels: ['DRAFT'] }])]
}
