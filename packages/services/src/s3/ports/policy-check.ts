/** Reads policies of resources; filled by the server with the iam room's parser. */
export interface PolicyCheck {
  /**
   * What is wrong with a policy document for `resourceArn`, as IAM words it (`Policy has invalid resource`), or
   * undefined when nothing is.
   */
  problemOf(document: string, resourceArn: string): string | undefined
}
