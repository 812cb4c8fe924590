import type { LoginProfile as SdkLoginProfile } from '@aws-sdk/client-iam'
import { dateAnswer } from './answers/date.ts'
import { noSuchEntity, passwordPolicyViolation } from './errors.ts'
import type { Ctx } from './room.ts'
import type { User } from './rules/entities.ts'
import type { LoginProfile } from './state/login-profiles.ts'

/** The user's login profile, or IAM's answer when there is none. */
export async function existingLoginProfile(ctx: Ctx, user: User): Promise<LoginProfile> {
  const profile = await ctx.loginProfiles.find(user.id)
  if (!profile) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`)
  return profile
}

const SHORTEST_PASSWORD = 8
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]

/** IAM's default password policy: 8 characters, of at least three of the four kinds (documented). */
export function checkPassword(password: string): void {
  if (password.length < SHORTEST_PASSWORD) {
    throw passwordPolicyViolation(`Password should have a minimum length of ${SHORTEST_PASSWORD}`)
  }
  if (KINDS.filter((kind) => kind.test(password)).length < 3) {
    throw passwordPolicyViolation(
      'Password should have at least three of: lowercase letters, uppercase letters, numbers, symbols',
    )
  }
}

export function loginProfileAnswer(profile: LoginProfile, user: User): Required<SdkLoginProfile> {
  return {
    UserName: user.name,
    CreateDate: dateAnswer(profile.createdAt),
    PasswordResetRequired: profile.resetRequired,
  }
}
