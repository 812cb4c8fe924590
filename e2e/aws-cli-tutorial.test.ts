import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { type Aws, aws, awsCli, type ControlPlane, startControlPlane, tool, until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { trustPolicy } from './support/roles.ts'
import { targetsOf } from './support/targets.ts'

const installed = awsCli()
const git = tool('git', 'git')
const ACCOUNT = '123456789012'

// The commands of the CodeDeploy tutorial, typed as its readers type them. Each test goes on where the last one ended.
describe.skipIf(installed.missing || git.missing)('the tutorial, with the real aws CLI', () => {
  let plane: ControlPlane
  let folder: string
  let cli: Aws
  let instances: string[]
  let commit: string
  let deployment: string

  beforeAll(async () => {
    plane = await startControlPlane({ driver: 'process' })
    folder = await mkdtemp(join(tmpdir(), 'towpath-tutorial-'))
    cli = aws(plane.environment, folder)
  })
  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test('roles: for the instances with a trust policy and an instance profile, and for CodeDeploy', async () => {
    await writeFile(join(folder, 'trust-policy.json'), trustPolicy('ec2.amazonaws.com'))
    await writeFile(join(folder, 'codedeploy-trust.json'), trustPolicy('codedeploy.amazonaws.com'))

    const role = ['--role-name', 'ec2-code-deploy-role']
    const created = await cli(
      'iam',
      'create-role',
      ...role,
      '--assume-role-policy-document',
      'file://trust-policy.json',
    )
    const policy = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforAWSCodeDeploy'
    await cli('iam', 'attach-role-policy', ...role, '--policy-arn', policy)
    await cli('iam', 'create-instance-profile', '--instance-profile-name', 'ec2_code_deploy_role')
    await cli('iam', 'add-role-to-instance-profile', '--instance-profile-name', 'ec2_code_deploy_role', ...role)
    const service = ['--role-name', 'CodeDeployRole']
    await cli('iam', 'create-role', ...service, '--assume-role-policy-document', 'file://codedeploy-trust.json')
    await cli(
      'iam',
      'attach-role-policy',
      ...service,
      '--policy-arn',
      'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole',
    )

    expect(created).toMatchObject({
      Role: {
        RoleName: 'ec2-code-deploy-role',
        Arn: `arn:aws:iam::${ACCOUNT}:role/ec2-code-deploy-role`,
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ec2.amazonaws.com' } }] },
      },
    })
  })

  test('three instances, which get their instance profile afterwards', async () => {
    const tags = 'ResourceType=instance,Tags=[{Key=Name,Value=sample-python-app}]'
    const run = await cli(
      'ec2',
      'run-instances',
      '--image-id',
      'ami-towpath',
      '--count',
      '3',
      '--tag-specifications',
      tags,
    )
    instances = (run as { Instances: { InstanceId: string }[] }).Instances.map((instance) => instance.InstanceId)

    const associations = await Promise.all(
      instances.map((id) =>
        cli(
          'ec2',
          'associate-iam-instance-profile',
          '--instance-id',
          id,
          '--iam-instance-profile',
          'Name=ec2_code_deploy_role',
        ),
      ),
    )

    expect(instances).toHaveLength(3)
    expect(associations[0]).toMatchObject({
      IamInstanceProfileAssociation: {
        InstanceId: instances[0],
        IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/ec2_code_deploy_role` },
      },
    })
  })

  test('an application and a deployment group', async () => {
    await cli('deploy', 'create-application', '--application-name', 'sample-python-app')

    const group = await cli(
      ...['deploy', 'create-deployment-group', '--application-name', 'sample-python-app'],
      ...['--deployment-group-name', 'sample-python-app-group'],
      ...['--service-role-arn', `arn:aws:iam::${ACCOUNT}:role/CodeDeployRole`],
      ...['--deployment-style', 'deploymentType=IN_PLACE'],
      ...['--ec2-tag-filters', 'Key=Name,Value=sample-python-app,Type=KEY_AND_VALUE'],
    )

    expect(group).toMatchObject({ deploymentGroupId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  test('a repository that is pushed to with git', async () => {
    const repository = await cli('codecommit', 'create-repository', '--repository-name', 'sample-python-app')
    await cli('iam', 'create-user', '--user-name', 'ada')
    const policy = 'arn:aws:iam::aws:policy/AWSCodeCommitPowerUser'
    await cli('iam', 'attach-user-policy', '--user-name', 'ada', '--policy-arn', policy)
    const service = ['--user-name', 'ada', '--service-name', 'codecommit.amazonaws.com']
    const { ServiceSpecificCredential: login } = (await cli(
      'iam',
      'create-service-specific-credential',
      ...service,
    )) as {
      ServiceSpecificCredential: { ServiceUserName: string; ServicePassword: string }
    }
    const url = new URL(
      (repository as { repositoryMetadata: { cloneUrlHttp: string } }).repositoryMetadata.cloneUrlHttp,
    )
    url.username = login.ServiceUserName
    url.password = encodeURIComponent(login.ServicePassword)

    await sources('one')
    await userGit('init', '--quiet', '--initial-branch=main')
    await userGit('add', '.')
    await userGit('commit', '--quiet', '-m', 'first')
    await userGit('push', '--quiet', url.href, 'main')
    commit = await userGit('rev-parse', 'HEAD')

    expect(
      await cli('codecommit', 'get-branch', '--repository-name', 'sample-python-app', '--branch-name', 'main'),
    ).toEqual({
      branch: { branchName: 'main', commitId: commit },
    })
  })

  test('a deployment of a commit, in shorthand', async () => {
    const revision = `revisionType=GitHub,gitHubLocation={repository=towpath/sample-python-app,commitId=${commit}}`

    deployment = await createDeployment('--revision', revision)
    const waited = cli('deploy', 'wait', 'deployment-successful', '--deployment-id', deployment)
    await waited.catch(async (cause) => {
      const targets = await targetsOf(new CodeDeployClient(plane.client), deployment)
      throw new Error(`${deployment}: ${JSON.stringify(targets)}; ${plane.log().slice(-2000)}`, { cause })
    })

    expect(await cli('deploy', 'get-deployment', '--deployment-id', deployment)).toMatchObject({
      deploymentInfo: {
        status: 'Succeeded',
        deploymentOverview: { Succeeded: 3, Failed: 0 },
        revision: {
          revisionType: 'GitHub',
          gitHubLocation: { repository: 'towpath/sample-python-app', commitId: commit },
        },
      },
    })
  })

  test('its targets, with every lifecycle event', async () => {
    const { targetIds } = (await cli('deploy', 'list-deployment-targets', '--deployment-id', deployment)) as {
      targetIds: string[]
    }
    const target = ['--deployment-id', deployment, '--target-id', targetIds[0] ?? '']

    const { deploymentTarget } = (await cli('deploy', 'get-deployment-target', ...target)) as {
      deploymentTarget: { instanceTarget: { status: string; lifecycleEvents: { lifecycleEventName: string }[] } }
    }

    expect([...targetIds].sort()).toEqual([...instances].sort())
    expect(deploymentTarget.instanceTarget.status).toBe('Succeeded')
    expect(deploymentTarget.instanceTarget.lifecycleEvents.map((event) => event.lifecycleEventName)).toEqual([
      'ApplicationStop',
      'DownloadBundle',
      'BeforeInstall',
      'Install',
      'AfterInstall',
      'ApplicationStart',
      'ValidateService',
    ])
  })

  test('a deployment of a commit, as JSON without a revision type', async () => {
    const location = { gitHubLocation: { repository: 'towpath/sample-python-app', commitId: commit } }

    const id = await createDeployment('--revision', JSON.stringify(location))

    expect((await outcome(id)).status).toBe('Succeeded')
  })

  test('aws deploy push, and the deployment from S3 that it suggests', async () => {
    await sources('two')
    await cli('s3', 'mb', 's3://revisions')
    const source = join(folder, 'source')

    const pushed = String(
      await cli(
        ...['deploy', 'push', '--application-name', 'sample-python-app', '--s3-location', 's3://revisions/two.zip'],
        ...['--source', source],
      ),
    )
    const location = /--s3-location (\S+)/.exec(pushed)?.[1] ?? ''
    const id = await createDeployment('--s3-location', location)

    expect(location).toMatch(/^bucket=revisions,key=two\.zip,bundleType=zip,eTag=/)
    expect((await outcome(id)).status).toBe('Succeeded')
  })

  test('mistakes get the errors that CodeDeploy gives', async () => {
    const unknown = await cli.failing('deploy', 'get-deployment', '--deployment-id', 'd-NOTTHERE1')
    const again = await cli.failing('deploy', 'create-application', '--application-name', 'sample-python-app')
    const nobody = await cli.failing('iam', 'get-role', '--role-name', 'nobody')
    const instance = await cli.failing('ec2', 'describe-instances', '--instance-ids', 'i-0123456789abcdef0')

    expect(unknown).toMatch(/\(DeploymentDoesNotExistException\)/)
    expect(again).toMatch(/\(ApplicationAlreadyExistsException\)/)
    expect(nobody).toMatch(/\(NoSuchEntity\).*The role with name nobody cannot be found/)
    expect(instance).toMatch(/\(InvalidInstanceID\.NotFound\).*i-0123456789abcdef0/)
  })

  async function sources(text: string): Promise<void> {
    const source = join(folder, 'source')
    await mkdir(join(source, 'scripts'), { recursive: true })
    await writeFile(join(source, 'appspec.yml'), appspec(['ApplicationStart']))
    await writeFile(join(source, 'scripts', 'ApplicationStart.sh'), script(`echo ${text}`))
  }

  async function userGit(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test']
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' }
    const { stdout } = await promisify(execFile)('git', [...identity, ...args], { cwd: join(folder, 'source'), env })
    return stdout.trim()
  }

  async function createDeployment(...revision: string[]): Promise<string> {
    const names = ['--application-name', 'sample-python-app', '--deployment-group-name', 'sample-python-app-group']
    const all = ['--deployment-config-name', 'CodeDeployDefault.AllAtOnce']
    const { deploymentId } = (await cli('deploy', 'create-deployment', ...names, ...all, ...revision)) as {
      deploymentId: string
    }
    return deploymentId
  }

  async function outcome(id: string): Promise<{ status: string }> {
    return until(`deployment ${id} ends`, async () => {
      const { deploymentInfo } = (await cli('deploy', 'get-deployment', '--deployment-id', id)) as {
        deploymentInfo: { status: string }
      }
      return ['Succeeded', 'Failed', 'Stopped'].includes(deploymentInfo.status) ? deploymentInfo : undefined
    })
  }
})
