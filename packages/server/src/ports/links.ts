import type { Links } from '@towpath/services/codepipeline/ports/links.ts'
import { pathOf } from '../http/console-places.ts'

/** Links in answers lead to pages of this control plane; `endpoint` is known once it listens. */
export function links(endpoint: () => string | undefined): Links {
  const at = (path: string) => {
    const base = endpoint()
    return base === undefined ? undefined : base + path
  }
  return {
    build: (place) => at(pathOf({ type: 'build', region: place.region, buildId: place.buildId })),
    deployment: (place) => at(pathOf({ type: 'deployment', region: place.region, deploymentId: place.deploymentId })),
    execution: ({ region, pipelineName, executionId }) =>
      at(pathOf({ type: 'execution', region, pipelineName, executionId })),
  }
}
