import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import type { Files } from './bundle.ts'
import { type Clone, cloneOf, gitCredentials } from './git.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'towpath.mjs')

/** A control plane that stands for GitHub: its repositories answer at `/github`. */
export interface Github extends AsyncDisposable {
  /** As an Enterprise server's: what `--provider-endpoint` and `--github-api` take. */
  url: string
  /** Of somebody who may read and push. */
  token: string
  /** A clone of a repository that is called `towpath/NAME` there, with these files pushed to `main`. */
  repository(name: string, files: Files): Promise<Clone>
  /** GET, or POST where there is a body. */
  ask<T>(path: string, body?: object): Promise<T>
}

export async function startGithub(): Promise<Github> {
  const plane = await startControlPlane()
  const clones: Clone[] = []
  try {
    const [iam, codecommit] = [new IAMClient(plane.client), new CodeCommitClient(plane.client)]
    await iam.send(new CreateUserCommand({ UserName: 'octo' }))
    const Statement = [{ Effect: 'Allow', Action: ['codecommit:GitPull', 'codecommit:GitPush'], Resource: '*' }]
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await iam.send(new PutUserPolicyCommand({ UserName: 'octo', PolicyName: 'git', PolicyDocument }))
    const octo = await gitCredentials(iam, 'octo')
    const url = `${plane.endpoint}/github`
    const token = `${octo.user}:${octo.password}`

    return {
      url,
      token,
      async repository(name, files) {
        const clone = await cloneOf(codecommit, name, octo)
        clones.push(clone)
        await clone.push(files, 'Begin')
        return clone
      },
      async ask<T>(path: string, body?: object) {
        const answer = await fetch(url + path, {
          method: body ? 'POST' : 'GET',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        })
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
        return (await answer.json()) as T
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(clones.map((clone) => clone[Symbol.asyncDispose]()))
        await plane[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await plane[Symbol.asyncDispose]()
    throw error
  }
}

/** Completes a connection as people do, and reads from what is printed what its webhooks need. */
export async function completeConnection(
  plane: Pick<ControlPlane, 'environment'>,
  connectionArn: string,
  token: string,
): Promise<{ url: string; secret: string }> {
  const args = [MAIN, 'github', 'connect', '--connection', connectionArn]
  const child = spawn(process.execPath, args, { env: { ...process.env, ...plane.environment } })
  child.stdin.end(token)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [printed, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`towpath github connect ended with ${code}: ${complained}`)
  const word = (name: string) => new RegExp(`${name} +(\\S+)`).exec(printed)?.[1] ?? ''
  return { url: word('Payload URL'), secret: word('Secret') }
}
