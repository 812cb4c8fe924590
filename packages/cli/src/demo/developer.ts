import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteServiceSpecificCredentialCommand,
  type IAMClient,
  ListServiceSpecificCredentialsCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { replaceFile } from '@towpath/server/data-folder/open.ts'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'
import { type Place, rolePolicies } from './role-policies.ts'

/** File in the data folder that keeps the password, which IAM tells once; only its owner can read it. */
const FILE = 'git-credentials.json'

const SERVICE = { UserName: DEMO.developer, ServiceName: 'codecommit.amazonaws.com' }

export interface Developer {
  userName: string
  password: string
  /** Where both are kept. */
  file: string
  /** The password was made just now, and should be shown once. */
  made: boolean
}

/** A user who may push to the sample's repository, with a name and a password for git. */
export async function ensureDeveloper(iam: IAMClient, place: Place, dataFolder: string): Promise<Developer> {
  const UserName = DEMO.developer
  await ensure(() => iam.send(new CreateUserCommand({ UserName })), 'EntityAlreadyExistsException')
  const PolicyDocument = rolePolicies(place).developer
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'push-the-sample', PolicyDocument }))

  const file = join(dataFolder, FILE)
  const { ServiceSpecificCredentials: there = [] } = await iam.send(new ListServiceSpecificCredentialsCommand(SERVICE))
  const kept = await readKept(file)
  if (kept && there.some((each) => each.ServiceUserName === kept.userName && each.Status === 'Active')) {
    return { ...kept, file, made: false }
  }
  // Without its password a credential is good for nobody, and a user can have two of them.
  for (const { ServiceSpecificCredentialId } of there) {
    await iam.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }))
  }
  const { ServiceSpecificCredential: made } = await iam.send(new CreateServiceSpecificCredentialCommand(SERVICE))
  const login = { userName: made?.ServiceUserName ?? '', password: made?.ServicePassword ?? '' }
  await replaceFile(dataFolder, FILE, JSON.stringify(login))
  return { ...login, file, made: true }
}

async function readKept(file: string): Promise<{ userName: string; password: string } | undefined> {
  try {
    const { userName, password } = JSON.parse(await readFile(file, 'utf8'))
    return typeof userName === 'string' && typeof password === 'string' ? { userName, password } : undefined
  } catch {
    // Not there, or not whole: a new password is made.
    return undefined
  }
}

/** The URL to clone, with the name and, where it is to be shown, the password. */
export function cloneUrlFor(cloneUrl: string, { userName, password, made }: Developer): string {
  const url = new URL(cloneUrl)
  url.username = encodeURIComponent(userName)
  if (made) url.password = encodeURIComponent(password)
  return url.href
}
