/** What a link in an answer leads to: `externalExecutionUrl` of a pipeline's action, above all. */
export type ConsolePlace =
  | { type: 'build'; region: string; buildId: string }
  | { type: 'deployment'; region: string; deploymentId: string }
  | { type: 'execution'; region: string; pipelineName: string; executionId: string }

/** The path of the page; see `placeAt`. */
export function pathOf(place: ConsolePlace): string {
  const [kind, ...names] = segmentsOf(place)
  return ['/console', place.region, kind, ...names.map(encodeURIComponent)].join('/')
}

/** What the page of a path shows; undefined: there is no such page. */
export function placeAt(path: string): ConsolePlace | undefined {
  const match =
    /^\/console\/([a-z0-9-]{1,30})\/(builds|deployments|pipelines)\/([^/]{1,400})(?:\/([^/]{1,100}))?$/.exec(path)
  if (!match) return undefined
  const [, region = '', kind, first = '', second] = match
  const [name, id] = [decoded(first), second === undefined ? undefined : decoded(second)]
  if (name === undefined) return undefined
  if (kind === 'builds' && BUILD.test(name)) return { type: 'build', region, buildId: name }
  if (kind === 'deployments' && DEPLOYMENT.test(name)) return { type: 'deployment', region, deploymentId: name }
  if (kind === 'pipelines' && PIPELINE.test(name) && id !== undefined && UUID.test(id)) {
    return { type: 'execution', region, pipelineName: name, executionId: id }
  }
  return undefined
}

/** What tells most of it on the command line. Names are those of the patterns below: nothing has to be quoted. */
export function commandsFor(place: ConsolePlace): string[] {
  const region = `--region ${place.region}`
  switch (place.type) {
    case 'build': {
      const [project = '', stream = ''] = place.buildId.split(':')
      return [
        `aws codebuild batch-get-builds ${region} --ids ${place.buildId}`,
        `aws logs get-log-events ${region} --log-group-name /aws/codebuild/${project} --log-stream-name ${stream} ` +
          `--start-from-head --query 'events[].message' --output text`,
      ]
    }
    case 'deployment':
      return [
        `npx towpath deployments watch ${place.deploymentId}`,
        `aws deploy get-deployment ${region} --deployment-id ${place.deploymentId}`,
      ]
    case 'execution':
      return [
        `npx towpath pipelines watch ${place.pipelineName} --execution ${place.executionId}`,
        `aws codepipeline list-action-executions ${region} --pipeline-name ${place.pipelineName} ` +
          `--filter pipelineExecutionId=${place.executionId}`,
      ]
  }
}

const BUILD = /^[A-Za-z0-9][\w-]{1,254}:[0-9a-f-]{36}$/
const DEPLOYMENT = /^d-[A-Z0-9]{1,20}$/
const PIPELINE = /^[A-Za-z0-9.@_-]{1,100}$/
const UUID = /^[0-9a-f-]{36}$/

function segmentsOf(place: ConsolePlace): string[] {
  switch (place.type) {
    case 'build':
      return ['builds', place.buildId]
    case 'deployment':
      return ['deployments', place.deploymentId]
    case 'execution':
      return ['pipelines', place.pipelineName, place.executionId]
  }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
