/** Which addresses may be dialled: those of the open Internet and no others. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Every address of a host, as the system knows it at this moment. */
export type Resolver = (host: string) => Promise<string[]>

export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

const [globalUnicast, wellKnownNat64] = [
  [ipaddr.IPv6.parse('2000::'), 3],
  [ipaddr.IPv6.parse('64:ff9b::'), 96],
] as const

/**
 * True for an address that is neither private, local, reserved, multicast nor a way of writing such a one
 * (IANA special-purpose registries; RFC 6890).
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  // On a network without IPv4, DNS64 writes public IPv4 addresses so (RFC 6052): judged by what they hold.
  if (address.match(wellKnownNat64[0], wellKnownNat64[1])) return isPublicAddress(embeddedIPv4(address))
  return address.range() === 'unicast' && address.match(globalUnicast[0], globalUnicast[1])
}

const embeddedIPv4 = (address: ipaddr.IPv6): string => address.toByteArray().slice(12).join('.')
