/** Reads policies of resources; filled by the server with the iam room's parser. */
export interface PolicyCheck {
  /**
   * What is wrong with a policy document of a resource, as IAM words it, or undefined when nothing is. A document
   * without a problem is a JSON object with statements.
   */
  problemOf(document: string): string | undefined
}
