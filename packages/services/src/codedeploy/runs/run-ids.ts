/** Names of this room's runs in the engine. They are kept in the database: they never change. */

export const DEPLOYMENT_RUN = 'codedeploy.deployment'
export const TARGET_RUN = 'codedeploy.target'

export const deploymentRunId = (deploymentId: string) => `${DEPLOYMENT_RUN}/${deploymentId}`
export const targetRunId = (deploymentId: string, position: number) => `${TARGET_RUN}/${deploymentId}/${position}`
