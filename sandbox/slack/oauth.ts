/** OAuth: the codes of an install or a sign-in, what they are exchanged for, and the token that says who signed in. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { SlackError } from './errors.ts'
import {
  type Grant,
  type Installation,
  installApp,
  type JsonRecord,
  type SlackWorld,
  secret,
} from './world.ts'

const CODE_LIFE_MS = 600_000
const ISSUER = 'https://slack.com'

/** Exchanges an install's code for the app's token. Throws `invalid_code`, `code_already_used`, `bad_redirect_uri`. */
export function exchangeCode(
  world: SlackWorld,
  asked: { code: string; redirectUri: string | null },
): Installation {
  const grant = spend(world, 'install', asked)
  return installApp(world, { teamId: grant.teamId, scopes: grant.scopes, installedBy: grant.user })
}

/** Exchanges a sign-in's code for an access token and an id token. */
export function exchangeLogin(
  world: SlackWorld,
  url: string,
  asked: { code: string; redirectUri: string | null },
): JsonRecord {
  const grant = spend(world, 'login', asked)
  const accessToken = `xoxp-sandbox-${secret(12)}`
  world.grants.put({ ...grant, isSpent: true, accessToken })
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    id_token: idToken(world, url, grant, accessToken),
  }
}

/** Whom a sign-in's access token stands for. Throws `invalid_auth`. */
export function loggedIn(world: SlackWorld, accessToken: string): JsonRecord {
  const grant = world.grants.list().find((one) => one.accessToken === accessToken)
  if (!grant || accessToken === '') throw new SlackError('invalid_auth')
  return claims(world, grant)
}

/** The public key that id tokens are checked with: `/openid/connect/keys`. */
export function publicKeys(world: SlackWorld): JsonRecord {
  const jwk = createPublicKey(privateKey(world)).export({ format: 'jwk' })
  return { keys: [{ ...jwk, kid: 'sandbox', alg: 'RS256', use: 'sig' }] }
}

function spend(
  world: SlackWorld,
  kind: Grant['kind'],
  asked: { code: string; redirectUri: string | null },
): Grant {
  const grant = world.grants.get(asked.code)
  if (!grant || grant.kind !== kind) throw new SlackError('invalid_code')
  if (grant.isSpent) throw new SlackError('code_already_used')
  if (world.now() - grant.madeAt > CODE_LIFE_MS) throw new SlackError('invalid_code')
  if (asked.redirectUri !== null && asked.redirectUri !== grant.redirectUri)
    throw new SlackError('bad_redirect_uri')
  return world.grants.put({ ...grant, isSpent: true })
}

function claims(world: SlackWorld, grant: Grant): JsonRecord {
  const person = world.people.get(grant.user)
  const team = world.teams.get(grant.teamId)
  return {
    sub: grant.user,
    'https://slack.com/user_id': grant.user,
    'https://slack.com/team_id': grant.teamId,
    email: person?.email,
    email_verified: true,
    date_email_verified: 1_750_000_000,
    name: person?.name,
    locale: 'en-US',
    'https://slack.com/team_name': team?.name,
    'https://slack.com/team_domain': team?.domain,
  }
}

function idToken(world: SlackWorld, url: string, grant: Grant, accessToken: string): string {
  const now = Math.floor(world.now() / 1000)
  const hash = createHash('sha256').update(accessToken).digest()
  const body = {
    iss: ISSUER,
    aud: world.secrets.clientId,
    exp: now + 300,
    iat: now,
    auth_time: now,
    at_hash: hash.subarray(0, 16).toString('base64url'),
    ...(grant.nonce ? { nonce: grant.nonce } : {}),
    ...claims(world, grant),
  }
  const head = { typ: 'JWT', alg: 'RS256', kid: 'sandbox', jku: `${url}/openid/connect/keys` }
  const signed = [head, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(signed), privateKey(world)).toString('base64url')
  return `${signed}.${signature}`
}

function privateKey(world: SlackWorld) {
  const kept = world.settings.get('id token key')
  if (kept) return createPrivateKey(kept.value)
  const { privateKey: fresh } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  world.settings.put({ id: 'id token key', value: String(fresh.export({ type: 'pkcs8', format: 'pem' })) })
  return fresh
}
