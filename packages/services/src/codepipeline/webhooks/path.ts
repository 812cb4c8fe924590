/** Everything below it is the address of a webhook. */
export const WEBHOOK_PATH = '/webhooks/codepipeline/'
