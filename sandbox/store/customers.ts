/** The people who buy at Bluebird Store. All of them are made up; example.com mailboxes, unassigned numbers. */
import type { Random } from './random.ts'
import type { Customer } from './types.ts'

const FIRST =
  'Aarav Aditi Ananya Arjun Asha Bhavna Chitra Deepak Devika Farhan Gaurav Geeta Harish Isha Jaya Kabir Kavya Lakshmi Manish Meera Nikhil Nisha Omkar Pooja Rahul Rekha Rohan Sana Sanjay Shreya Sunita Tanvi Uday Varun Vidya Yash Zoya Imran Leela Mohan'.split(
    ' ',
  )
const LAST =
  'Agarwal Banerjee Bose Chatterjee Das Desai Dutta Fernandes Ghosh Gupta Iyer Jain Joshi Kapoor Khan Kulkarni Mehta Menon Mishra Naidu Patel Pillai Rao Reddy Roy Saxena Shah Sharma Singh Thomas'.split(
    ' ',
  )
const CITIES = [
  { city: 'Mumbai', province: 'Maharashtra', zip: '4000' },
  { city: 'Pune', province: 'Maharashtra', zip: '4110' },
  { city: 'Bengaluru', province: 'Karnataka', zip: '5600' },
  { city: 'Chennai', province: 'Tamil Nadu', zip: '6000' },
  { city: 'Hyderabad', province: 'Telangana', zip: '5000' },
  { city: 'Kochi', province: 'Kerala', zip: '6820' },
  { city: 'New Delhi', province: 'Delhi', zip: '1100' },
  { city: 'Kolkata', province: 'West Bengal', zip: '7000' },
  { city: 'Jaipur', province: 'Rajasthan', zip: '3020' },
  { city: 'Ahmedabad', province: 'Gujarat', zip: '3800' },
]
const STREETS = ['MG Road', 'Station Road', 'Lake View Road', 'Gandhi Nagar', 'Church Street', 'Park Avenue']

/** Priya Nair comes first: order #1042 is hers. */
export function inviteCustomers(random: Random, openedAt: number): Customer[] {
  return Array.from({ length: 120 }, (_, index) =>
    index === 0
      ? customer(random, { index, firstName: 'Priya', lastName: 'Nair', openedAt })
      : customer(random, { index, firstName: random.pick(FIRST), lastName: random.pick(LAST), openedAt }),
  )
}

type Who = { index: number; firstName: string; lastName: string; openedAt: number }

function customer(random: Random, { index, firstName, lastName, openedAt }: Who): Customer {
  const place = random.pick(CITIES)
  const mailbox = `${firstName}.${lastName}${index === 0 ? '' : index}`.toLowerCase()
  const phone = `+91990000${String(1000 + index)}`
  return {
    id: String(6600000000001 + index),
    firstName,
    lastName,
    email: `${mailbox}@example.com`,
    phone,
    note: random.chance(0.06) ? 'Prefers a call before delivery.' : null,
    tags: random.chance(0.15) ? ['repeat'] : [],
    createdAt: openedAt - random.int(61, 700) * 86_400_000,
    address: {
      name: `${firstName} ${lastName}`,
      address1: `${random.int(1, 220)}, ${random.pick(STREETS)}`,
      city: place.city,
      province: place.province,
      zip: `${place.zip}${String(random.int(1, 99)).padStart(2, '0')}`,
      phone,
    },
  }
}
