import { ALPHANUMERIC } from '@towpath/base'
import { dateAnswer } from './answers/date.ts'
import { noSuchEntity, notSupportedService } from './errors.ts'
import { existingUser, userNameOrCaller } from './lookup.ts'
import type { Ctx } from './room.ts'
import type { User } from './rules/entities.ts'
import type { ServiceCredential } from './state/service-credentials.ts'

/** Services that take such credentials here. */
const SERVICES = ['codecommit.amazonaws.com']

export function checkServiceName(service: string): string {
  if (!SERVICES.includes(service)) throw notSupportedService(service)
  return service
}

/** A password that only its owner is told. */
export function newServicePassword(ids: Ctx['ids']): string {
  return `${ids.random(43, PASSWORD_ALPHABET)}=`
}

const PASSWORD_ALPHABET = `${ALPHANUMERIC}+/`

/** `alice-at-123456789012`; the second credential of a user gets `alice+1-at-123456789012` (documented). */
export async function newServiceUserName(ctx: Ctx, user: User): Promise<string> {
  for (let count = 0; ; count++) {
    const userName = `${user.name}${count === 0 ? '' : `+${count}`}-at-${user.account}`
    if (!(await ctx.serviceCredentials.findByUserName(userName))) return userName
  }
}

/** The credential of the user whom the input names, or of the caller; IAM's answer when there is none. */
export async function existingServiceCredential(
  ctx: Ctx,
  input: { UserName?: string; ServiceSpecificCredentialId: string },
): Promise<{ credential: ServiceCredential; user: User }> {
  const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
  const credential = await ctx.serviceCredentials.find(input.ServiceSpecificCredentialId)
  if (credential?.userId !== user.id) {
    throw noSuchEntity(`The service specific credential ${input.ServiceSpecificCredentialId} cannot be found.`)
  }
  return { credential, user }
}

/** All but the password, which is told only when it is made. */
export function serviceCredentialAnswer(credential: ServiceCredential, user: User) {
  return {
    UserName: user.name,
    Status: credential.status,
    ServiceUserName: credential.userName,
    CreateDate: dateAnswer(credential.createdAt),
    ServiceSpecificCredentialId: credential.id,
    ServiceName: credential.service,
  }
}
