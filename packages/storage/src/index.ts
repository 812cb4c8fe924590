export type { BlobInfo, BlobStore } from './blobs.ts'
export type { Database, Migration, RoomSchema, Store } from './store.ts'
