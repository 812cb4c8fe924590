import { join } from 'node:path'

/** Where things are below the agent's root folder; the official agent has them in the same places. */
export class Layout {
  readonly root: string
  readonly instructionsDir: string
  readonly deploymentsLog: string
  readonly trackingDir: string
  /** Ours alone: see ledger.ts and lock.ts. */
  readonly ledger: string
  readonly lock: string

  constructor(root: string, trackingName = 'ongoing-deployment') {
    this.root = root
    this.instructionsDir = join(root, 'deployment-instructions')
    this.deploymentsLog = join(root, 'deployment-logs', 'codedeploy-agent-deployments.log')
    this.trackingDir = join(root, trackingName)
    this.ledger = join(root, 'ledger.jsonl')
    this.lock = join(root, '.agent-lock')
  }

  group(deploymentGroupId: string): string {
    return join(this.root, deploymentGroupId)
  }

  deployment(spec: { deploymentGroupId: string; deploymentId: string }): DeploymentFolder {
    return new DeploymentFolder(join(this.group(spec.deploymentGroupId), spec.deploymentId))
  }

  /** Holds the folder of the group's last deployment whose Install succeeded. */
  lastSuccessful(deploymentGroupId: string): string {
    return join(this.instructionsDir, `${deploymentGroupId}_last_successful_install`)
  }

  /** Holds the folder of the group's last deployment whose DownloadBundle succeeded. */
  mostRecent(deploymentGroupId: string): string {
    return join(this.instructionsDir, `${deploymentGroupId}_most_recent_install`)
  }

  installInstructions(deploymentGroupId: string): string {
    return join(this.instructionsDir, `${deploymentGroupId}-install.json`)
  }

  /** Names what the group's next Install has to remove. */
  cleanup(deploymentGroupId: string): string {
    return join(this.instructionsDir, `${deploymentGroupId}-cleanup`)
  }

  /** Holds the identifier of the command that runs for a deployment. */
  tracking(deploymentId: string): string {
    return join(this.trackingDir, deploymentId)
  }
}

/** One deployment's folder on this host. */
export class DeploymentFolder {
  readonly path: string
  readonly bundle: string
  /** The unpacked revision. */
  readonly archive: string
  readonly scriptLog: string

  constructor(path: string) {
    this.path = path
    this.bundle = join(path, 'bundle.tar')
    this.archive = join(path, 'deployment-archive')
    this.scriptLog = join(path, 'logs', 'scripts.log')
  }
}
