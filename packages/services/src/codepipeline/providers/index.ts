import type { Clock } from '@towpath/base'
import type { CommandsBuilds } from '../ports/commands-builds.ts'
import type { Links } from '../ports/links.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { codebuildAction } from './codebuild.ts'
import { codecommitSource } from './codecommit-source.ts'
import { codedeployAction } from './codedeploy.ts'
import { commandsAction } from './commands.ts'
import { connectionSource } from './connection-source.ts'
import { failing } from './failure.ts'
import { githubSource } from './github-source.ts'
import { manualApproval } from './manual.ts'
import { notServed } from './not-served.ts'
import { pipelineInvoke } from './pipeline-invoke.ts'
import type { Provider, ProviderTable } from './provider.ts'
import { s3Deploy } from './s3-deploy.ts'
import { s3Source } from './s3-source.ts'

export interface ProviderDeps {
  repositories: SourceRepositories
  commandsBuilds: CommandsBuilds
  /** Hands custom actions to the workers that ask for them. */
  jobs: Provider
  links: Links
  clock: Clock
  /** A folder for files that are gone when an action ends. */
  scratch: string
}

const COMMANDS_INSTEAD = 'Do the same with a Commands or CodeBuild action.'
const CODEDEPLOY_INSTEAD = 'Deploy to hosts with a CodeDeploy action.'

/** What carries out actions: those of AWS's providers by `Category/Owner/Provider`, and all custom ones. */
export function actionProviders(deps: ProviderDeps): ProviderTable {
  const { repositories, commandsBuilds, links, scratch, clock } = deps
  const build = codebuildAction(links)
  const table: Record<string, Provider> = {
    'Source/AWS/CodeCommit': codecommitSource(repositories),
    'Source/AWS/CodeStarSourceConnection': connectionSource(repositories),
    'Source/ThirdParty/GitHub': githubSource(repositories),
    'Source/AWS/S3': s3Source,
    'Source/AWS/ECR': notServed('Amazon ECR', 'Let the build push the image and hand its tag on as a variable.'),
    'Approval/AWS/Manual': manualApproval,
    'Build/AWS/CodeBuild': build,
    'Test/AWS/CodeBuild': build,
    'Build/AWS/ECRBuildAndPublish': notServed('Amazon ECR', 'Build and push the image with a CodeBuild action.'),
    'Compute/AWS/Commands': commandsAction(commandsBuilds),
    'Deploy/AWS/CodeDeploy': codedeployAction(links, clock),
    'Deploy/AWS/S3': s3Deploy(scratch),
    'Deploy/AWS/CodeDeployToECS': notServed('Amazon ECS', CODEDEPLOY_INSTEAD),
    'Deploy/AWS/ECS': notServed('Amazon ECS', CODEDEPLOY_INSTEAD),
    'Deploy/AWS/EC2': notServed('Systems Manager Run Command', CODEDEPLOY_INSTEAD),
    'Deploy/AWS/EKS': notServed('Amazon EKS', COMMANDS_INSTEAD),
    'Deploy/AWS/CloudFormation': notServed('CloudFormation', COMMANDS_INSTEAD),
    'Deploy/AWS/ElasticBeanstalk': notServed('Elastic Beanstalk', CODEDEPLOY_INSTEAD),
    'Deploy/AWS/AppConfig': notServed('AppConfig', COMMANDS_INSTEAD),
    'Invoke/AWS/CodePipeline': pipelineInvoke(links),
    'Invoke/AWS/Lambda': notServed(
      'Lambda',
      'Call what the function does with a Commands action, or use a custom action with a job worker.',
    ),
    'Invoke/AWS/StepFunctions': notServed('Step Functions', COMMANDS_INSTEAD),
    'Invoke/AWS/InspectorScan': notServed('Amazon Inspector', COMMANDS_INSTEAD),
  }
  const providers = new Map(Object.entries(table).map(([name, provider]) => [name, failing(provider)]))
  return ({ category, owner, provider }) =>
    owner === 'Custom' ? deps.jobs : providers.get(`${category}/${owner}/${provider}`)
}
